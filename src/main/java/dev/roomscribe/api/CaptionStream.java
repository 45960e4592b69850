package dev.roomscribe.api;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one subscriber's caption events as server-sent events. While the write queue of the connection is full, it takes
 * nothing from the subscription, so events are sent no faster than the client reads them.
 *
 * <p>Confined to the event loop of the connection.
 */
final class CaptionStream {
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Supplier<Subscription> subscribe;
    private final Duration retry;
    private final Duration evictionGracePeriod;
    private final RoutingContext http;
    private final HttpServerResponse response;
    private final EventLoop eventLoop;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /** Null until the response starts. */
    private @Nullable Subscription subscription;

    /** Whether {@link Subscription#next} was called and has not completed. */
    private boolean awaitingDelivery;

    /** Whether nothing more is to be written. */
    private boolean ended;

    /**
     * Creates a stream that has not subscribed yet.
     *
     * @param retry when the client may reconnect, the {@code retry} field of the event stream
     * @param evictionGracePeriod how long an evicted subscriber may take to read the reason before its connection is
     *     closed
     */
    CaptionStream(Supplier<Subscription> subscribe, Duration retry, Duration evictionGracePeriod, RoutingContext http) {
        this.subscribe = subscribe;
        this.retry = retry;
        this.evictionGracePeriod = evictionGracePeriod;
        this.http = http;
        response = http.response();
        // The current thread is a worker, and may have another context.
        eventLoop = VertxEventLoop.of(((ConnectionBase) http.request().connection()).getContext());
    }

    /**
     * Subscribes and starts to send.
     *
     * @return completed when the response has ended or its connection is closed; fails if the subscription is refused
     */
    CompletionStage<Void> start() {
        eventLoop
                .call(() -> {
                    startOnEventLoop();
                    return Future.succeededFuture();
                })
                .onFailure(finished::completeExceptionally);
        return finished;
    }

    /** The connection closes on its event loop too, so not between the steps of this method. */
    private void startOnEventLoop() {
        if (response.closed()) {
            finished.complete(null);
            return;
        }
        Subscription opened;
        try {
            opened = subscribe.get();
        } catch (TooManySubscribersException e) {
            finished.completeExceptionally(e);
            return;
        }
        subscription = opened;
        http.addEndHandler(end -> close());
        opened.onEvicted(() -> http.vertx().setTimer(evictionGracePeriod.toMillis(), timer -> closeConnection()));
        response.drainHandler(drained -> sendPending());
        // A first comment sends the headers immediately, even if no event follows for a while.
        write((":captions\nretry:" + retry.toMillis() + "\n\n").getBytes(StandardCharsets.UTF_8));
        sendPending();
    }

    private void close() {
        ended = true;
        requireNonNull(subscription).close();
        finished.complete(null);
    }

    private void sendPending() {
        while (!ended && !awaitingDelivery && !response.writeQueueFull()) {
            CompletableFuture<Optional<Delivery>> next =
                    requireNonNull(subscription).next().toCompletableFuture();
            if (next.isDone()) {
                write(next.join());
            } else {
                awaitingDelivery = true;
                // The publishing thread serves every other subscriber too, so it only schedules the write.
                var unused = next.thenAccept(delivery -> eventLoop.execute(() -> {
                    awaitingDelivery = false;
                    write(delivery);
                    sendPending();
                }));
            }
        }
    }

    private void write(Optional<Delivery> delivery) {
        if (ended) {
            return;
        }
        if (delivery.isEmpty()) {
            ended = true;
            var unused = response.end();
        } else if (delivery.get() instanceof Delivery.Event event) {
            write(event.encoded(CaptionStream::encode));
        } else {
            write(HEARTBEAT);
        }
    }

    private void write(byte[] bytes) {
        var unused = response.write(Buffer.buffer(bytes));
    }

    /** Encodes an event as a server-sent event. Its JSON is a single line, so one {@code data} field holds it. */
    private static byte[] encode(Delivery.Event event) {
        String id = event.id() == null ? "" : "id:" + event.id() + "\n";
        return (id + "event:" + event.type() + "\ndata:" + event.json() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Ends a response that the client does not read. {@code HttpConnection.close()} waits until everything written to an
     * HTTP/1 connection is flushed, which does not happen here; so the channel is closed from the first handler of its
     * pipeline, past the handlers that wait.
     */
    private void closeConnection() {
        if (response.ended()) {
            return;
        }
        if (http.request().version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            var unused = ((ConnectionBase) http.request().connection())
                    .channel()
                    .pipeline()
                    .firstContext()
                    .close();
        }
    }
}
