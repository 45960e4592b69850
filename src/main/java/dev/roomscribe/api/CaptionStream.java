package dev.roomscribe.api;

import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.Subscription;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/**
 * A subscriber's captions as server-sent events, sent no faster than they are read: while its connection's buffer is full,
 * nothing is asked for. All on the connection's event loop.
 */
final class CaptionStream implements StreamingBody {
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Subscription subscription;
    private final long retryMs;
    private final RoutingContext http;
    private final HttpServerResponse response;
    private final Context context;
    /** Whether the subscription owes an answer. */
    private boolean waiting;

    /** Whether nothing more is to be written. */
    private boolean over;

    private boolean closed;

    CaptionStream(Subscription subscription, long retryMs, RoutingContext http) {
        this.subscription = subscription;
        this.retryMs = retryMs;
        this.http = http;
        response = http.response();
        context = http.vertx().getOrCreateContext();
    }

    @Override
    public void send(VertxResteasyReactiveRequestContext request) {
        http.addEndHandler(ended -> close(request));
        context.runOnContext(begun -> {
            if (response.closed()) {
                // Whoever left before there was a handler is not told of by it.
                close(request);
                return;
            }
            response.drainHandler(read -> send());
            // Makes the headers leave at once, however quiet the room is.
            write((":captions\nretry:" + retryMs + "\n\n").getBytes(StandardCharsets.UTF_8));
            send();
        });
    }

    private void close(VertxResteasyReactiveRequestContext request) {
        if (!closed) {
            closed = true;
            over = true;
            subscription.close();
            request.close();
        }
    }

    private void send() {
        while (!over && !waiting && !response.writeQueueFull()) {
            CompletableFuture<Optional<Delivery>> next = subscription.next().toCompletableFuture();
            if (next.isDone()) {
                write(next.join());
            } else {
                waiting = true;
                // The thread that publishes has every other reader to serve.
                var unused = next.thenAccept(delivery -> context.runOnContext(now -> {
                    waiting = false;
                    write(delivery);
                    send();
                }));
            }
        }
    }

    private void write(Optional<Delivery> delivery) {
        if (over) {
            return;
        }
        if (delivery.isEmpty()) {
            over = true;
            var unused = response.end();
        } else if (delivery.get() instanceof Delivery.Event event) {
            write(event.encoded(CaptionStream::lines));
        } else {
            write(HEARTBEAT);
        }
    }

    private void write(byte[] bytes) {
        var unused = response.write(Buffer.buffer(bytes));
    }

    /** The JSON of an event is one line. */
    private static byte[] lines(Delivery.Event event) {
        String id = event.id() == null ? "" : "id:" + event.id() + "\n";
        return (id + "event:" + event.type() + "\ndata:" + event.json() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
