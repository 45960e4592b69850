package dev.roomscribe.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends single HTTP requests. One time limit covers preparing the request, connecting, sending it and reading the
 * response.
 *
 * <p>May be used from any thread; a request is confined to the context that it is sent from. The {@link HttpClient} stays
 * the caller's to close.
 */
public final class HttpSender {
    private final Vertx vertx;
    private final HttpClient client;
    private final Duration timeout;
    private final ResponseBody responseBody;

    /** @param timeout the time limit of one request, at least 1 ms */
    public HttpSender(Vertx vertx, HttpClient client, Duration timeout, ResponseBody responseBody) {
        this.vertx = requireNonNull(vertx, "vertx is null");
        this.client = requireNonNull(client, "client is null");
        this.timeout = requireNonNull(timeout, "timeout is null");
        this.responseBody = requireNonNull(responseBody, "responseBody is null");
    }

    /** Sends a request; fails with {@link NoResponseException} if no response arrives. */
    public Future<HttpResponse> send(RequestOptions options, @Nullable Buffer body) {
        return send(() -> Future.succeededFuture(options), body);
    }

    /**
     * Sends a request whose options are not known yet, such as the address of its host.
     *
     * @param options called once; the time limit includes this future
     * @return fails with {@link NoResponseException} if no response arrives, or as {@code options} failed
     */
    public Future<HttpResponse> send(Supplier<Future<RequestOptions>> options, @Nullable Buffer body) {
        HttpExchange exchange = new HttpExchange(client, responseBody);
        long timer = vertx.setTimer(
                timeout.toMillis(), id -> exchange.abort("no answer within " + timeout.toMillis() + " ms"));
        return exchange.start(options, body).onComplete(done -> vertx.cancelTimer(timer));
    }
}
