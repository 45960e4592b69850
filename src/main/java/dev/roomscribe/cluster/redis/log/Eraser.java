package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.SessionErasure;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Removes something from the stream of a room: copies it, page by page, with what remains of each event, and puts the copy in
 * its place. Events that are appended meanwhile are added at the end. If it fails, the stream is unchanged. Thread-safe; no
 * method blocks.
 */
final class Eraser {
    private static final int PAGE = 500;
    /** How often the copy is begun again because Redis has lost a part of it. */
    private static final int ATTEMPTS = 3;

    private static final EventId FIRST = new EventId(0, 0);

    private final LogContext context;
    private final RoomKeys room;
    private final long fence;
    private final long erasures;

    /** @param erasures how many erasures of the stream this node knows; Redis may have lost some */
    Eraser(LogContext context, RoomKeys room, long fence, long erasures) {
        this.context = context;
        this.room = room;
        this.fence = fence;
        this.erasures = erasures;
    }

    /** What was copied so far. */
    private record Copied(long events, long bytes, boolean changed) {}

    /** Redis does not have the whole copy any more. */
    private static final class IncompleteCopyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IncompleteCopyException(String roomId) {
            super("Redis has lost a part of the copy without what is to be erased in room " + roomId);
        }
    }

    /**
     * Fails if Redis does not keep the copy that takes the place of the stream; then nothing is erased.
     *
     * @param end the position of the newest event that may have something of it; Redis has it
     * @param again whether it counts also if nothing is left of a session, because Redis has lost its number
     * @return completes with the number of erasures that the stream has had; empty if there is nothing left of a session
     */
    CompletableFuture<Optional<Long>> erase(Erasure erasure, EventId end, boolean again) {
        return erase(erasure, end, again, ATTEMPTS);
    }

    private CompletableFuture<Optional<Long>> erase(Erasure erasure, EventId end, boolean again, int attempts) {
        return copyAndReplace(erasure, end, again)
                .exceptionallyCompose(failure -> attempts > 1 && failure.getCause() instanceof IncompleteCopyException
                        ? erase(erasure, end, again, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Optional<Long>> copyAndReplace(Erasure erasure, EventId end, boolean again) {
        Future<Response> removed = context.link().send(Request.cmd(Command.DEL).arg(room.copy()));
        return context.reader()
                .then(removed, answer -> answer)
                .thenCompose(ready -> copy(erasure, FIRST, end, new Copied(0, 0, false)))
                .thenCompose(copied ->
                        // Another node may have erased it: the nodes find a session that has expired at the same time.
                        // The open partials of a peer are in no log.
                        copied.changed() || again || !(erasure instanceof SessionErasure)
                                ? sessionStart(erasure)
                                        .thenCompose(start -> replace(erasure, end, copied, start))
                                        .thenApply(Optional::of)
                                : CompletableFuture.completedFuture(Optional.<Long>empty()));
    }

    private CompletableFuture<Copied> copy(Erasure erasure, EventId after, EventId end, Copied before) {
        return context.reader().after(room, after, end, PAGE).thenCompose(page -> {
            if (page.isEmpty()) {
                return CompletableFuture.completedFuture(before);
            }
            EventId last = page.get(page.size() - 1).id();
            List<String> arguments = new ArrayList<>(
                    List.of(Long.toString(fence), after.toString(), last.toString(), Long.toString(before.events())));
            int unchanged = arguments.size();
            for (LogEntry entry : page) {
                LogEntry kept = erasure.apply(entry);
                if (kept != entry) {
                    arguments.add(entry.id().toString());
                    arguments.add(kept.json());
                }
            }
            return run(context.link().run(LogScripts.COPY, List.of(room.owner(), room.log(), room.copy()), arguments))
                    .thenCompose(answer -> copy(
                            erasure,
                            last,
                            end,
                            new Copied(
                                    Long.parseLong(answer.get(2).toString()),
                                    before.bytes() + number(answer),
                                    before.changed() || arguments.size() > unchanged)));
        });
    }

    /** Returns the id of the last session's start if that session is erased; otherwise an empty text. */
    private CompletableFuture<String> sessionStart(Erasure erasure) {
        return context.reader()
                .state(room)
                .thenApply(state -> state.map(StreamState::session)
                        .filter(start -> start.event()
                                .map(DurableEvent::sessionId)
                                .filter(erasure::includesSession)
                                .isPresent())
                        .map(start -> start.id().toString())
                        .orElse(""));
    }

    private CompletableFuture<Long> replace(Erasure erasure, EventId end, Copied copied, String sessionStart) {
        return run(context.link()
                        .run(
                                LogScripts.REPLACE,
                                List.of(room.owner(), room.stored(), room.log(), room.copy()),
                                List.of(
                                        Long.toString(fence),
                                        end.toString(),
                                        Long.toString(copied.bytes()),
                                        room.live(),
                                        ErasureJson.write(erasure),
                                        sessionStart,
                                        Long.toString(copied.events()),
                                        Long.toString(erasures))))
                .thenApply(erased -> number(erased));
    }

    /** Removes the whole stream; the log continues at a position of a new epoch. */
    CompletableFuture<EventId> eraseAll(EventId next) {
        return run(context.link()
                        .run(
                                LogScripts.ERASE_ALL,
                                List.of(room.owner(), room.stored(), room.log(), room.copy(), room.rooms()),
                                List.of(Long.toString(fence), next.toString(), room.live(), room.roomId())))
                .thenApply(erased -> next);
    }

    /** Fails if Redis has refused the fence. */
    private CompletableFuture<Response> run(Future<Response> answer) {
        return context.reader().then(answer, result -> {
            String status = result.get(0).toString();
            if (status.equals("fenced")) {
                context.held().refused(room.roomId(), fence);
                throw new RoomOnOtherNodeException(room.roomId());
            } else if (status.equals("unowned")) {
                throw new IllegalStateException("Redis has lost the lease on room " + room.roomId());
            } else if (status.equals("incomplete")) {
                throw new IncompleteCopyException(room.roomId());
            }
            return result;
        });
    }

    private static long number(Response answer) {
        return Long.parseLong(answer.get(1).toString());
    }
}
