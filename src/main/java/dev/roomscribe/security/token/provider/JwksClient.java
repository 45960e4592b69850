package dev.roomscribe.security.token.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomscribe.http.HttpSender;
import dev.roomscribe.http.ResponseBody;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Fetches the key set of an identity provider: at most 256 KiB, within 5 s, without following redirects. Runs on an event
 * loop of its own.
 */
final class JwksClient implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final URI url;
    private final EventLoop eventLoop;
    private final HttpClient http;
    private final HttpSender sender;

    JwksClient(Vertx vertx, URI url) {
        this.url = url;
        eventLoop = VertxEventLoop.of(vertx.getOrCreateContext());
        http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1).setKeepAlive(false));
        sender = new HttpSender(vertx, http, TIMEOUT, ResponseBody.required(MAX_BYTES));
    }

    /** Returns the text of the key set; fails with an exception whose message says why, if there is none. */
    Future<String> fetch() {
        return eventLoop
                .call(() -> sender.send(
                        new RequestOptions().setAbsoluteURI(url.toString()).putHeader("Accept", "application/json"),
                        null))
                .compose(response -> response.status() == 200
                        ? Future.succeededFuture(response.body().toString(UTF_8))
                        : Future.failedFuture(new IOException("the answer has the status " + response.status())));
    }

    @Override
    public void close() {
        http.close();
    }
}
