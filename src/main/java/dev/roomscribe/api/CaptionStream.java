package dev.roomscribe.api;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.api.connection.ClientResponse;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.Subscription;
import io.vertx.core.Future;
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
    private final ClientResponse response;
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
    CaptionStream(
            Supplier<Subscription> subscribe, Duration retry, Duration evictionGracePeriod, ClientResponse response) {
        this.subscribe = subscribe;
        this.retry = retry;
        this.evictionGracePeriod = evictionGracePeriod;
        this.response = response;
    }

    /**
     * Subscribes and starts to send.
     *
     * @return completed when the response has ended or its connection is closed; fails if the subscription is refused
     */
    CompletionStage<Void> start() {
        response.eventLoop()
                .call(() -> {
                    startOnEventLoop();
                    return Future.succeededFuture();
                })
                .onFailure(finished::completeExceptionally);
        return finished;
    }

    private void startOnEventLoop() {
        // Set before the stream subscribes, so that no end can come in between.
        response.onEnd(this::close);
        if (ended) {
            return;
        }
        try {
            Subscription opened = subscribe.get();
            subscription = opened;
            opened.onEvicted(
                    () -> response.vertx().setTimer(evictionGracePeriod.toMillis(), timer -> response.abort()));
        } catch (RuntimeException e) {
            ended = true;
            finished.completeExceptionally(e);
            return;
        }
        response.onDrained(this::sendPending);
        // A first comment sends the headers immediately, even if no event follows for a while.
        response.write((":captions\nretry:" + retry.toMillis() + "\n\n").getBytes(StandardCharsets.UTF_8));
        sendPending();
    }

    private void close() {
        ended = true;
        if (subscription != null) {
            subscription.close();
        }
        finished.complete(null);
    }

    private void sendPending() {
        while (!ended && !awaitingDelivery && !response.isFull()) {
            CompletableFuture<Optional<Delivery>> next =
                    requireNonNull(subscription).next().toCompletableFuture();
            if (next.isDone()) {
                write(next.join());
            } else {
                awaitingDelivery = true;
                // The publishing thread serves every other subscriber too, so it only schedules the write.
                var unused = next.thenAccept(delivery -> response.eventLoop().execute(() -> {
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
            response.finish();
        } else if (delivery.get() instanceof Delivery.Event event) {
            response.write(event.encoded(CaptionStream::encode));
        } else {
            response.write(HEARTBEAT);
        }
    }

    /** Encodes an event as a server-sent event. Its JSON is a single line, so one {@code data} field holds it. */
    private static byte[] encode(Delivery.Event event) {
        String id = event.id() == null ? "" : "id:" + event.id() + "\n";
        return (id + "event:" + event.type() + "\ndata:" + event.json() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
