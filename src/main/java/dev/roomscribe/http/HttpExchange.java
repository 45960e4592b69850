package dev.roomscribe.http;

import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request and its response. Confined to the context it is started on. */
final class HttpExchange {
    private final HttpClient client;
    private final ResponseBody responseBody;
    private final Promise<HttpResponse> outcome = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private int bodyBytes;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;

    HttpExchange(HttpClient client, ResponseBody responseBody) {
        this.client = client;
        this.responseBody = responseBody;
    }

    Future<HttpResponse> start(Supplier<Future<RequestOptions>> options, @Nullable Buffer content) {
        EventLoop.attempt(options).onSuccess(known -> connect(known, content)).onFailure(outcome::tryFail);
        return outcome.future();
    }

    private void connect(RequestOptions options, @Nullable Buffer content) {
        if (isComplete()) {
            return;
        }
        EventLoop.attempt(() -> client.request(options))
                .onSuccess(opened -> send(opened, content))
                .onFailure(e -> fail("no connection (" + nameOf(e) + ")"));
    }

    private void send(HttpClientRequest opened, @Nullable Buffer content) {
        if (isComplete()) {
            opened.reset();
            return;
        }
        request = opened;
        Future<HttpClientResponse> head =
                EventLoop.attempt(() -> content == null ? opened.send() : opened.send(content));
        head.onSuccess(this::read).onFailure(this::onConnectionLost);
    }

    private void read(HttpClientResponse head) {
        response = head;
        head.exceptionHandler(this::onConnectionLost);
        head.handler(this::append);
        head.endHandler(end -> complete(head));
    }

    private void append(Buffer part) {
        bodyBytes += part.length();
        if (bodyBytes > responseBody.maxBytes()) {
            abort("the answer is longer than " + responseBody.maxBytes() + " bytes");
        } else if (responseBody.required()) {
            body.appendBuffer(part);
        }
    }

    private void onConnectionLost(Throwable cause) {
        fail("the connection broke (" + nameOf(cause) + ")");
    }

    /** Ends the exchange early, with the status if that is enough, and resets the connection. */
    void abort(String reason) {
        fail(reason);
        if (request != null) {
            request.reset();
        }
    }

    private void fail(String reason) {
        if (response != null && !responseBody.required()) {
            complete(response);
        } else {
            outcome.tryFail(new NoResponseException(reason, request != null));
        }
    }

    private void complete(HttpClientResponse head) {
        outcome.tryComplete(new HttpResponse(head.statusCode(), head.getHeader("Retry-After"), body));
    }

    private boolean isComplete() {
        return outcome.future().isComplete();
    }

    /** The message of a network failure repeats addresses, so only the kind of failure is used. */
    private static String nameOf(Throwable failure) {
        Throwable named = failure;
        while (named.getCause() != null
                && (named.getClass().isAnonymousClass()
                        || named.getClass().getSimpleName().startsWith("Annotated"))) {
            named = named.getCause();
        }
        return named.getClass().getSimpleName();
    }
}
