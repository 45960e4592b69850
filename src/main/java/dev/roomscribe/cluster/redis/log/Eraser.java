package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Removes something from the stream of a room: copies it, page by page, with what remains of each event, and puts the copy in
 * its place. Events that are appended meanwhile are added at the end. If it fails, the stream is unchanged. Thread-safe; no
 * method blocks.
 */
final class Eraser {
    private static final int PAGE = 500;
    private static final EventId FIRST = new EventId(0, 0);

    private final LogContext context;
    private final RoomKeys room;
    private final long fence;

    Eraser(LogContext context, RoomKeys room, long fence) {
        this.context = context;
        this.room = room;
        this.fence = fence;
    }

    /**
     * @param end the position of the newest event that may have something of it; Redis has it
     * @return completes with the number of erasures that the stream has had
     */
    CompletableFuture<Long> erase(Erasure erasure, EventId end) {
        Future<Response> removed = context.link().send(Request.cmd(Command.DEL).arg(room.copy()));
        return context.reader()
                .then(removed, answer -> answer)
                .thenCompose(ready -> copy(erasure, FIRST, end, 0))
                .thenCompose(bytes -> sessionStart(erasure).thenCompose(start -> replace(erasure, end, bytes, start)));
    }

    private CompletableFuture<Long> copy(Erasure erasure, EventId after, EventId end, long bytes) {
        return context.reader().after(room, after, end, PAGE).thenCompose(page -> {
            if (page.isEmpty()) {
                return CompletableFuture.completedFuture(bytes);
            }
            EventId last = page.get(page.size() - 1).id();
            List<String> arguments = new ArrayList<>(List.of(Long.toString(fence), after.toString(), last.toString()));
            for (LogEntry entry : page) {
                LogEntry kept = erasure.apply(entry);
                if (kept != entry) {
                    arguments.add(entry.id().toString());
                    arguments.add(kept.json());
                }
            }
            return run(context.link().run(LogScripts.COPY, List.of(room.owner(), room.log(), room.copy()), arguments))
                    .thenCompose(copied ->
                            copy(erasure, last, end, bytes + copied.get(1).toLong()));
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

    private CompletableFuture<Long> replace(Erasure erasure, EventId end, long bytes, String sessionStart) {
        return run(context.link()
                        .run(
                                LogScripts.REPLACE,
                                List.of(room.owner(), room.stored(), room.log(), room.copy()),
                                List.of(
                                        Long.toString(fence),
                                        end.toString(),
                                        Long.toString(bytes),
                                        room.live(),
                                        ErasureJson.write(erasure),
                                        sessionStart)))
                .thenApply(erased -> erased.get(1).toLong());
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
            }
            return result;
        });
    }
}
