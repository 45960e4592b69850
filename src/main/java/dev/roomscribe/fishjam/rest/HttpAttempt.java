package dev.roomscribe.fishjam.rest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer, within one time limit for all of it and a size limit for the answer. Confined to the
 * context it is sent from.
 */
final class HttpAttempt {
    /** No answer came; {@code sent} tells whether the request may have been acted on. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean sent;

        Unanswered(String what, boolean sent) {
            super(what);
            this.sent = sent;
        }

        boolean sent() {
            return sent;
        }
    }

    private static final int MAX_BODY_BYTES = 8 << 20;

    private final Promise<HttpAnswer> answer = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private @Nullable HttpClientRequest request;

    private HttpAttempt() {}

    static Future<HttpAnswer> send(
            Vertx vertx, HttpClient client, RequestOptions options, @Nullable Buffer body, Duration limit) {
        HttpAttempt attempt = new HttpAttempt();
        long timer =
                vertx.setTimer(limit.toMillis(), id -> attempt.abandon("no answer within " + limit.toMillis() + " ms"));
        client.request(options)
                .onSuccess(request -> attempt.sendOn(request, body))
                .onFailure(e -> attempt.fail("no connection (" + nameOf(e) + ")"));
        return attempt.answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void sendOn(HttpClientRequest opened, @Nullable Buffer content) {
        if (answer.future().isComplete()) {
            opened.reset();
            return;
        }
        request = opened;
        Future<HttpClientResponse> response = content == null ? opened.send() : opened.send(content);
        response.onSuccess(this::read).onFailure(e -> fail("the connection broke (" + nameOf(e) + ")"));
    }

    private void read(HttpClientResponse response) {
        response.exceptionHandler(e -> fail("the connection broke (" + nameOf(e) + ")"));
        response.handler(this::append);
        response.endHandler(end ->
                answer.tryComplete(new HttpAnswer(response.statusCode(), response.getHeader("Retry-After"), body)));
    }

    private void append(Buffer part) {
        if (body.length() + part.length() > MAX_BODY_BYTES) {
            abandon("the answer is longer than " + MAX_BODY_BYTES + " bytes");
        } else {
            body.appendBuffer(part);
        }
    }

    private void abandon(String why) {
        fail(why);
        if (request != null) {
            request.reset();
        }
    }

    private void fail(String why) {
        answer.tryFail(new Unanswered(why, request != null));
    }

    /** The message of a network failure repeats addresses and more; its kind is what helps. */
    private static String nameOf(Throwable e) {
        Throwable named = e;
        while (named.getClass().isAnonymousClass()
                || named.getClass().getSimpleName().startsWith("Annotated")) {
            Throwable cause = named.getCause();
            if (cause == null) {
                break;
            }
            named = cause;
        }
        return named.getClass().getSimpleName();
    }
}
