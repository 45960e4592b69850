package dev.roomscribe.bench;

import dev.roomscribe.api.RawHttpClient;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.authentication.Authenticator;
import dev.roomscribe.security.key.ApiKeyJson;
import dev.roomscribe.security.key.ApiKeys;
import dev.roomscribe.security.token.TestTokens;
import dev.roomscribe.security.token.TokenSecrets;
import dev.roomscribe.security.token.TokenVerifier;
import dev.roomscribe.support.RoomscribeProcess;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures what authentication and authorization add to a request, over HTTP: the same request, one after the other on one
 * connection, to a service that requires no credential and to services with one key and with 100.
 */
final class Authentication implements Benchmarks.Benchmark {
    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 50;
    private static final int REQUESTS = 200;
    private static final int CHECKS = 50_000;
    private static final int MANY = 100;
    private static final String EMBEDDED = "-Droomscribe.fishjam.embedded=true";

    @Override
    public void run() {
        String keys = "ROOMSCRIBE_AUTH_KEYS";
        String secret = "ROOMSCRIBE_AUTH_TOKEN_SECRET";
        String secretValue = TestTokens.setting("1", TestTokens.FIRST);
        try (RoomscribeProcess none = RoomscribeProcess.start(Map.of(), EMBEDDED, "-Droomscribe.auth.mode=none");
                RoomscribeProcess one = RoomscribeProcess.start(Map.of(keys, keys(1), secret, secretValue), EMBEDDED);
                RoomscribeProcess many =
                        RoomscribeProcess.start(Map.of(keys, keys(MANY), secret, secretValue), EMBEDDED)) {
            List<Case> cases = List.of(
                    new Case("no credential, `roomscribe.auth.mode=none`", none, ""),
                    new Case("API key, of 1", one, key(0)),
                    new Case("API key, of 100", many, key(MANY - 1)),
                    new Case("reader token, 1 key", one, token()),
                    new Case("reader token, 100 keys", many, token()));
            cases.forEach(measured -> measured.send(WARM_UP));
            for (int round = 0; round < ROUNDS; round++) {
                cases.forEach(Case::measure);
            }
            System.out.printf("| credential | ms per request, least | added |%n|---|---|---|%n");
            cases.forEach(measured -> measured.print(cases.get(0)));
        }
        measureCheckAlone();
    }

    private static void measureCheckAlone() {
        System.out.printf("%n| check alone | ms of processor time |%n|---|---|%n");
        for (int count : new int[] {1, MANY}) {
            Authenticator authenticator = authenticator(count);
            printCheck("API key, of " + count, authenticator, key(count - 1));
            printCheck("reader token, number of keys " + count, authenticator, token());
        }
    }

    private static Authenticator authenticator(int count) {
        ApiKeys keys = new ApiKeys(ApiKeyJson.parse(keys(count)));
        TokenSecrets secrets = TokenSecrets.of(List.of(TestTokens.setting("1", TestTokens.FIRST)));
        TokenVerifier tokens = new TokenVerifier(secrets, TestTokens.SETTINGS, InstantSource.system(), keys::reference);
        return new Authenticator(keys, tokens, null);
    }

    private static void printCheck(String name, Authenticator authenticator, String credential) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        check(authenticator, credential);
        long start = threads.getCurrentThreadCpuTime();
        check(authenticator, credential);
        double millis = (threads.getCurrentThreadCpuTime() - start) / 1e6 / CHECKS;
        System.out.printf(Locale.ROOT, "| %s | %.4f |%n", name, millis);
    }

    private static void check(Authenticator authenticator, String credential) {
        for (int number = 0; number < CHECKS; number++) {
            Authenticated result = (Authenticated)
                    authenticator.authenticate(credential).toCompletableFuture().join();
            if (!result.principal().may(Scope.ROOMS_READ, "lobby")) {
                throw new IllegalStateException(String.valueOf(result));
            }
        }
    }

    private static String secret(int number) {
        return String.format(Locale.ROOT, "%043d", number);
    }

    private static String key(int number) {
        return "rs_key-" + number + "_" + secret(number);
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "{\"id\": \"key-%d\", \"sha256\": \"%s\", \"scopes\": [\"rooms:read\"]}"
                        .formatted(number, Sha256.hex(secret(number))))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String token() {
        long now = Instant.now().getEpochSecond();
        Map<String, String> claims = TestTokens.claims();
        claims.put("iat", String.valueOf(now));
        claims.put("exp", String.valueOf(now + 3_600));
        claims.put("scope", "\"rooms:read\"");
        return TestTokens.token(TestTokens.header(), claims);
    }

    /** A credential and a service. */
    private static final class Case {
        private final String name;
        private final RoomscribeProcess service;
        private final String request;
        private final List<Double> millis = new ArrayList<>();

        Case(String name, RoomscribeProcess service, String credential) {
            this.name = name;
            this.service = service;
            request = "GET /rooms/lobby/transcribe HTTP/1.1\nHost: localhost\n"
                    + (credential.isEmpty() ? "" : "Authorization: Bearer " + credential + "\n") + "\n";
        }

        /** Uses a new connection, because the service closes one that is idle while the others are measured. */
        void send(int count) {
            try (RawHttpClient client = new RawHttpClient(service.url())) {
                for (int number = 0; number < count; number++) {
                    RawHttpClient.Head head = client.send(request).readHead();
                    if (head.status() != 404) {
                        throw new IllegalStateException(name + ": " + head);
                    }
                    client.read(Integer.parseInt(head.headers().get("content-length")));
                }
            }
        }

        void measure() {
            long start = System.nanoTime();
            send(REQUESTS);
            millis.add((System.nanoTime() - start) / 1e6 / REQUESTS);
        }

        void print(Case base) {
            System.out.printf(Locale.ROOT, "| %s | %.3f | %.3f |%n", name, least(), least() - base.least());
        }

        /** Returns the time that other programs of the machine have disturbed least. */
        private double least() {
            return Measurement.percentile(millis, 0);
        }
    }
}
