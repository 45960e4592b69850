package dev.roomscribe.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and what came of it, within one time limit for all of it. Of the answer only the head counts: its body is
 * read and thrown away, so that the connection can be used again, or cut off where that would take too long. Confined to
 * the event loop it is made on.
 */
final class Attempt {
    /** The answer is known by then; a receiver that has more to say says it to nobody. */
    private static final int MOST_BODY_BYTES = 64 << 10;

    private final Promise<DeliveryResult> outcome = Promise.promise();
    private @Nullable HttpClientRequest request;
    private @Nullable DeliveryResult head;
    private int bodyBytes;

    private Attempt() {}

    /**
     * Sends a request.
     *
     * @param options how, worked out within the time limit
     * @return never fails
     */
    static Future<DeliveryResult> send(
            Vertx vertx, HttpClient client, Supplier<Future<RequestOptions>> options, Buffer body, Duration limit) {
        Attempt attempt = new Attempt();
        long timer =
                vertx.setTimer(limit.toMillis(), late -> attempt.cut("no answer within " + limit.toMillis() + " ms"));
        options.get()
                .onSuccess(known -> attempt.connect(client, known, body))
                .onFailure(e -> attempt.fail(
                        e instanceof UnreachableException
                                ? String.valueOf(e.getMessage())
                                : "its name cannot be looked up"));
        return attempt.outcome.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void connect(HttpClient client, RequestOptions options, Buffer body) {
        if (isOver()) {
            return;
        }
        client.request(options)
                .onSuccess(opened -> sendOn(opened, body))
                .onFailure(e -> fail("no connection (" + nameOf(e) + ")"));
    }

    private void sendOn(HttpClientRequest opened, Buffer body) {
        if (isOver()) {
            opened.reset();
            return;
        }
        request = opened;
        opened.send(body).onSuccess(this::read).onFailure(e -> fail("the connection broke (" + nameOf(e) + ")"));
    }

    private void read(HttpClientResponse response) {
        DeliveryResult answer = DeliveryResult.of(response.statusCode(), response.getHeader("Retry-After"));
        head = answer;
        response.exceptionHandler(e -> outcome.tryComplete(answer));
        response.handler(this::discard);
        response.endHandler(end -> outcome.tryComplete(answer));
    }

    private void discard(Buffer part) {
        bodyBytes += part.length();
        if (bodyBytes > MOST_BODY_BYTES) {
            cut("the answer is too long");
        }
    }

    private void cut(String why) {
        if (head == null) {
            fail(why);
        } else {
            outcome.tryComplete(head);
        }
        if (request != null) {
            request.reset();
        }
    }

    private void fail(String why) {
        outcome.tryComplete(DeliveryResult.none(why));
    }

    private boolean isOver() {
        return outcome.future().isComplete();
    }

    /** The message of a network failure repeats addresses and more; its kind is what helps. */
    private static String nameOf(Throwable e) {
        Throwable named = e;
        while (named.getCause() != null
                && (named.getClass().isAnonymousClass()
                        || named.getClass().getSimpleName().startsWith("Annotated"))) {
            named = named.getCause();
        }
        return named.getClass().getSimpleName();
    }
}
