package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Erases in one room, one erasure at a time: under the lease of this node, or under one that is taken for the time of the
 * erasure. Confined to the thread of the logs.
 */
final class RoomErasures {
    private final LogContext context;
    private final RoomKeys room;
    private final SessionRecords records;
    private final RoomFollower follower;
    private final Supplier<@Nullable RoomWriter> writer;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int running;
    private boolean repeating;
    private boolean erasingAll;
    private final Deque<Runnable> deferred = new ArrayDeque<>();

    /** @param writer returns the writer of this node; null if this node has no lease on the room */
    RoomErasures(
            LogContext context,
            RoomKeys room,
            SessionRecords records,
            RoomFollower follower,
            Supplier<@Nullable RoomWriter> writer) {
        this.context = context;
        this.room = room;
        this.records = records;
        this.follower = follower;
        this.writer = writer;
    }

    boolean isRunning() {
        return running > 0;
    }

    /** @param what returns what to erase, for the end of the log at this moment */
    CompletableFuture<Void> erase(Function<EventId, Erasure> what) {
        // Now, so that what is appended later is not erased.
        RoomWriter current = writer.get();
        CompletableFuture<EventId> flushed = current == null ? null : current.flushed();
        return next(() -> withLease((lease, found) ->
                (flushed == null ? stored() : flushed).thenCompose(end -> erase(lease, what.apply(end), end, false))));
    }

    private CompletableFuture<Void> erase(long lease, Erasure erasure, EventId end, boolean again) {
        return new Eraser(context, room, lease, follower.erasures())
                .erase(erasure, end, again)
                .thenAcceptAsync(
                        number -> number.ifPresent(counted -> follower.erasedBy(counted, ErasureJson.write(erasure))),
                        context.threads());
    }

    /** Erases again what Redis has lost, as after a failover; if another node has the room, that one is asked to do it. */
    void repeat(List<Erasure> lost) {
        if (repeating) {
            return;
        }
        repeating = true;
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Erasure erasure : lost) {
            all = all.thenCompose(before -> next(() ->
                            withLease((lease, found) -> stored().thenCompose(end -> erase(lease, erasure, end, true)))))
                    .exceptionallyCompose(failure -> askOwner(erasure, failure));
        }
        context.threads().onComplete(all, (done, failure) -> repeating = false);
    }

    private CompletableFuture<Void> askOwner(Erasure erasure, Throwable failure) {
        if (!(failure.getCause() instanceof RoomOnOtherNodeException)
                && !(failure instanceof RoomOnOtherNodeException)) {
            // It is tried again with the next comparison.
            return CompletableFuture.completedFuture(null);
        }
        Request request = Request.cmd(Command.PUBLISH)
                .arg(room.live())
                .arg("! " + RoomMessages.AGAIN + " " + ErasureJson.write(erasure));
        return context.reader()
                .then(context.link().send(request), answer -> answer)
                .thenAccept(answer -> {});
    }

    /** Returns whether an event is appended later, because everything is being erased: it gets an id of the new epoch. */
    boolean defers(Runnable append) {
        return erasingAll && deferred.add(append);
    }

    /**
     * Erases everything unless a session is running; returns whether it did.
     *
     * @param onErased called before what was deferred is appended
     */
    CompletableFuture<Boolean> eraseAll(Runnable onErased) {
        erasingAll = true;
        return eraseAll()
                .whenCompleteAsync(
                        (erased, failure) -> {
                            if (Boolean.TRUE.equals(erased)) {
                                onErased.run();
                            }
                            erasingAll = false;
                            for (Runnable next = deferred.poll(); next != null; next = deferred.poll()) {
                                next.run();
                            }
                        },
                        context.threads());
    }

    private CompletableFuture<Boolean> eraseAll() {
        RoomWriter current = writer.get();
        CompletableFuture<EventId> flushed = current == null ? null : current.flushed();
        return next(() -> withLease((lease, found) -> (flushed == null ? stored() : flushed)
                .thenCompose(end -> StreamEnd.read(context.reader(), room)
                        .thenApply(stream -> found && stream.sessions().running() != null
                                ? Optional.<EventId>empty()
                                : Optional.of(end)))
                .thenCompose(end -> end.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : new Eraser(context, room, lease, follower.erasures())
                                .eraseAll(next(end.get()))
                                .thenApplyAsync(
                                        next -> {
                                            follower.erasedAll(next);
                                            return true;
                                        },
                                        context.threads()))));
    }

    private EventId next(EventId end) {
        return new EventId(Math.max(end.epoch() + 1, context.clock().millis()), 0);
    }

    /** Returns the position of the newest event in Redis. */
    private CompletableFuture<EventId> stored() {
        return context.reader()
                .state(room)
                .thenApply(state -> state.map(StreamState::end).orElse(follower.shown()));
    }

    /** Completes a future as another one was, with the failure itself, whatever number of steps it has passed. */
    static <T> void complete(CompletableFuture<T> future, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            Throwable cause = failure.getCause();
            future.completeExceptionally(failure instanceof CompletionException && cause != null ? cause : failure);
        }
    }

    private <T> CompletableFuture<T> next(Supplier<CompletableFuture<T>> erasure) {
        running++;
        CompletableFuture<T> next = last.handle((done, failure) -> null)
                .thenComposeAsync(begun -> erasure.get(), context.threads())
                .whenCompleteAsync((done, failure) -> running--, context.threads());
        last = next;
        return next;
    }

    private interface Step<T> {
        /** @param mayRun whether a session of this room may be running, or will be continued */
        CompletableFuture<T> run(long fence, boolean mayRun);
    }

    private <T> CompletableFuture<T> withLease(Step<T> step) {
        OptionalLong held = context.held().fence(room.roomId());
        if (held.isPresent()) {
            return step.run(held.getAsLong(), true);
        }
        CompletionStage<Optional<Lease>> acquired = records.acquire(room.roomId());
        return acquired.toCompletableFuture().thenCompose(found -> {
            Lease lease = found.orElseThrow(() -> new RoomOnOtherNodeException(room.roomId()));
            CompletableFuture<T> released = new CompletableFuture<>();
            var unused = step.run(lease.fence(), lease.found().isPresent())
                    .whenComplete((result, failure) ->
                            lease.release().whenComplete((done, unreleased) -> complete(released, result, failure)));
            return released;
        });
    }
}
