package dev.roomscribe.security.token.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.roomscribe.security.token.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** An identity provider that publishes its keys over HTTP, and signs tokens with RS256. */
public final class ProviderServer implements AutoCloseable {
    public static final String ISSUER = "https://login.example.com";

    private static final KeyPair FIRST = pair();
    private static final KeyPair SECOND = pair();

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String answer;
    private volatile int status = 200;

    public ProviderServer() throws IOException {
        this(0, new CountDownLatch(0));
    }

    /**
     * Starts a provider that is slow.
     *
     * @param port 0 for any
     * @param open no request is answered before the latch is open
     */
    public ProviderServer(int port, CountDownLatch open) throws IOException {
        answer = keySet("first");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/jwks", exchange -> {
            requests.incrementAndGet();
            awaitOpen(open);
            byte[] body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Location", "/jwks");
            exchange.sendResponseHeaders(status, body.length);
            try {
                exchange.getResponseBody().write(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                exchange.close();
            }
        });
        server.start();
    }

    private static void awaitOpen(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    }

    public int requests() {
        return requests.get();
    }

    public void answer(int newStatus, String body) {
        answer = body;
        status = newStatus;
    }

    /** Returns the key set with the keys {@code first} or {@code second}, or both. */
    public static String keySet(String... ids) {
        return Arrays.stream(ids).map(ProviderServer::key).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static String key(String id) {
        RSAPublicKey key = (RSAPublicKey) keyPair(id).getPublic();
        return "{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"AQAB\"}"
                .formatted(id, Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned(key)));
    }

    private static byte[] unsigned(RSAPublicKey key) {
        byte[] bytes = key.getModulus().toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    public static KeyPair keyPair(String id) {
        return id.equals("first") ? FIRST : SECOND;
    }

    public static Map<String, String> header(String id) {
        Map<String, String> header = TestTokens.header();
        header.put("alg", "\"RS256\"");
        header.put("typ", "\"JWT\"");
        header.put("kid", "\"" + id + "\"");
        return header;
    }

    public static Map<String, String> claims() {
        Map<String, String> claims = TestTokens.claims();
        claims.put("iss", "\"" + ISSUER + "\"");
        return claims;
    }

    /** Returns a valid token that is signed with the key {@code first} or {@code second}. */
    public static String token(String id) {
        return token(header(id), claims(), id);
    }

    public static String token(Map<String, String> header, Map<String, String> claims, String id) {
        String content = TestTokens.unsigned(header, claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keyPair(id).getPrivate());
            signature.update(content.getBytes(US_ASCII));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
