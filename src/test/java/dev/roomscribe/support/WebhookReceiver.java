package dev.roomscribe.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.contract.ReceivedEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HTTP server that receives webhooks and responds as a test configures it. Each body must be an event as the OpenAPI document
 * describes it.
 */
public final class WebhookReceiver implements AutoCloseable {
    public static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A received request. */
    public record Posted(String id, String timestamp, String signature, String host, String target, String body) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String type() {
            return json().path("type").asText();
        }

        public boolean isSignedWith(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                byte[] hash = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
                return List.of(signature.split(" ", -1))
                        .contains("v1," + Base64.getEncoder().encodeToString(hash));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final HttpServer server;
    private final List<Posted> requests = new CopyOnWriteArrayList<>();
    private final List<Posted> accepted = new CopyOnWriteArrayList<>();
    private final ReceivedEvents received = new ReceivedEvents();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger maxConcurrent = new AtomicInteger();
    private volatile BiConsumer<Posted, HttpServerResponse> answer = (posted, response) -> response.end();

    public WebhookReceiver(Vertx vertx) {
        this(vertx, new HttpServerOptions().setHost("127.0.0.1").setPort(0));
    }

    public WebhookReceiver(Vertx vertx, HttpServerOptions options) {
        Future<HttpServer> listening =
                vertx.createHttpServer(options).requestHandler(this::receive).listen();
        server = listening.toCompletionStage().toCompletableFuture().join();
    }

    private void receive(HttpServerRequest request) {
        maxConcurrent.accumulateAndGet(open.incrementAndGet(), Math::max);
        request.response().endHandler(end -> open.decrementAndGet());
        request.body().onSuccess(body -> answer(request, body));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        Posted posted = new Posted(
                request.getHeader("webhook-id"),
                request.getHeader("webhook-timestamp"),
                request.getHeader("webhook-signature"),
                request.getHeader("Host"),
                request.uri(),
                body.toString());
        received.onEvent(posted.body());
        requests.add(posted);
        answer.accept(posted, request.response());
        if (request.response().getStatusCode() == 200) {
            accepted.add(posted);
        }
    }

    /** Sets how requests are answered from now on. A response that the handler does not end stays open. */
    public void answer(BiConsumer<Posted, HttpServerResponse> handler) {
        answer = handler;
    }

    public void answer(int status) {
        answer((posted, response) -> response.setStatusCode(status).end());
    }

    /** Returns every request in the order of arrival. */
    public List<Posted> requests() {
        received.requireDocumented();
        return List.copyOf(requests);
    }

    /** Returns the requests that were answered with 200. */
    public List<Posted> accepted() {
        received.requireDocumented();
        return List.copyOf(accepted);
    }

    public List<String> acceptedTypes() {
        return accepted().stream().map(Posted::type).toList();
    }

    /** Returns the highest number of requests that were open at the same time. */
    public int maxConcurrent() {
        return maxConcurrent.get();
    }

    public int port() {
        return server.actualPort();
    }

    public String url(String target) {
        return "http://127.0.0.1:" + port() + target;
    }

    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        received.requireDocumented();
    }
}
