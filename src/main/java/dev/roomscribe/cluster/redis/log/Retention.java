package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Drops events that are too old, in the rooms of this node and in those that no node has. The size of a room is limited by
 * every append. Thread-safe; no method blocks.
 */
final class Retention {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());

    private final LogContext context;
    private final Function<String, RoomKeys> keys;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    Retention(LogContext context, Function<String, RoomKeys> keys) {
        this.context = context;
        this.keys = keys;
    }

    /** Returns the new start of the log, if events were dropped. */
    CompletableFuture<Optional<EventId>> trim(RoomKeys room) {
        long oldest =
                context.clock().instant().minus(context.settings().maxAge()).toEpochMilli();
        var held = context.held().fence(room.roomId());
        List<String> arguments =
                List.of(room.roomId(), held.isPresent() ? Long.toString(held.getAsLong()) : "", Long.toString(oldest));
        return context.reader()
                .then(
                        context.link()
                                .run(
                                        LogScripts.TRIM,
                                        List.of(room.owner(), room.stored(), room.log(), room.rooms()),
                                        arguments),
                        answer -> EventId.parse(answer.get(0).toString()));
    }

    /** Does nothing while the previous call is not complete. */
    void sweep() {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        Request request =
                Request.cmd(Command.SMEMBERS).arg(context.link().keys().rooms());
        CompletableFuture<List<String>> all = context.reader()
                .then(
                        context.link().send(request),
                        answer -> answer.stream().map(Response::toString).toList());
        context.threads().onComplete(all, (rooms, failure) -> {
            if (failure == null) {
                next(rooms.iterator());
            } else {
                end(failure);
            }
        });
    }

    /** One room at a time, as appends wait for the same connection. */
    private void next(Iterator<String> rooms) {
        if (!rooms.hasNext()) {
            sweeping.set(false);
            return;
        }
        context.threads().onComplete(trim(keys.apply(rooms.next())), (start, failure) -> {
            if (failure == null) {
                next(rooms);
            } else {
                end(failure);
            }
        });
    }

    private void end(Throwable failure) {
        sweeping.set(false);
        LOG.log(System.Logger.Level.DEBUG, "Old events are not dropped from Redis yet: {0}", failure.toString());
    }
}
