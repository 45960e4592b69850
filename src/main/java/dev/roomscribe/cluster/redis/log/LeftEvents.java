package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.log.spool.Spool;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events that an earlier process of this node could not send to Redis: sends them unless another process has appended to
 * the transcript since. If this process has taken the lease on the room, its {@link RoomWriter} sends them. Thread-safe; no
 * method blocks.
 */
final class LeftEvents {
    private static final System.Logger LOG = System.getLogger(LeftEvents.class.getName());

    private final LogContext context;
    private final Function<String, RoomKeys> keys;
    private final CompletableFuture<Map<String, Spool.Left>> rooms;
    private final AtomicBoolean sending = new AtomicBoolean();

    LeftEvents(LogContext context, Function<String, RoomKeys> keys) {
        this.context = context;
        this.keys = keys;
        rooms = context.spool().readAll().thenApply(found -> {
            Map<String, Spool.Left> byRoom = new ConcurrentHashMap<>();
            found.forEach(left -> byRoom.put(left.roomId(), left));
            return byRoom;
        });
    }

    /** Sends what can be sent; a later call tries the rest again. */
    void send() {
        context.threads().onComplete(rooms, (left, unread) -> {
            if (left != null && !left.isEmpty() && sending.compareAndSet(false, true)) {
                CompletableFuture<?>[] sent =
                        left.values().stream().map(this::send).toArray(CompletableFuture[]::new);
                context.threads().onComplete(CompletableFuture.allOf(sent), (done, failure) -> {
                    sending.set(false);
                    if (failure != null) {
                        LOG.log(
                                System.Logger.Level.DEBUG,
                                "Events that were left are not sent yet: {0}",
                                failure.toString());
                    }
                });
            }
        });
    }

    private CompletableFuture<?> send(Spool.Left left) {
        RoomKeys room = keys.apply(left.roomId());
        if (context.held().fence(left.roomId()).isPresent()) {
            rooms.join().remove(left.roomId());
            return CompletableFuture.completedFuture(null);
        }
        Request fence = Request.cmd(Command.HGET).arg(room.owner()).arg("fence");
        return StreamEnd.read(context.reader(), room)
                .thenCombine(
                        context.reader().then(context.link().send(fence), LeftEvents::number), (found, current) -> {
                            StreamEnd end = found.with(left.entries());
                            if (end.state() != null && end.left().isEmpty()) {
                                drop(left, end);
                            } else if (current == left.fence() && end.state() != null) {
                                send(room, left, end);
                            }
                            return end;
                        });
    }

    private static long number(@Nullable Response answer) {
        return answer == null ? 0 : Long.parseLong(answer.toString());
    }

    /** Redis has them, or another process has continued the transcript without them. */
    private void drop(Spool.Left left, StreamEnd end) {
        rooms.join().remove(left.roomId());
        context.spool().delete(left.roomId());
        int missing = end.missing(left.entries()).size();
        if (missing > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: {1} events that waited for Redis when this node ended are not stored, because another"
                            + " node has continued the transcript",
                    left.roomId(),
                    missing);
            context.threads().execute(() -> context.backlog().lost(missing));
        }
    }

    private void send(RoomKeys room, Spool.Left left, StreamEnd end) {
        context.threads().execute(() -> {
            rooms.join().remove(left.roomId());
            EventId stored = end.stored();
            Owner owner = new Owner(left);
            AppendQueue queue = new AppendQueue(context, room, left.fence(), stored, owner);
            owner.queue = queue;
            end.left().forEach(queue::add);
        });
    }

    private final class Owner implements AppendQueue.Owner {
        private final Spool.Left left;
        private @Nullable AppendQueue queue;

        Owner(Spool.Left left) {
            this.left = left;
        }

        @Override
        public void stored(LogEntry entry) {}

        @Override
        public void dropped(EventId start) {}

        /** What Redis does not have then is still in the file. */
        @Override
        public void down(List<LogEntry> late) {
            if (queue != null) {
                queue.end();
            }
            rooms.join().put(left.roomId(), left);
        }

        @Override
        public void drained() {
            context.spool().delete(left.roomId());
        }

        /** The file stays: if this process has the lease now, its writer sends them; if not, they are dropped later. */
        @Override
        public void refused(List<LogEntry> waiting) {
            rooms.join().put(left.roomId(), left);
        }

        @Override
        public List<LogEntry> storedAfter(EventId position) {
            return List.of();
        }
    }
}
