package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionSpan;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of all rooms. Each stream is read once, and then only what was added. Thread-safe; no method blocks.
 */
final class SessionIndexes {
    private static final int PAGE = 500;

    private final StreamReader reader;
    private final Map<String, SessionParts> rooms = new ConcurrentHashMap<>();
    /** Of each room, the last update, so that a stream is not read twice at a time. */
    private final Map<String, CompletableFuture<Optional<Found>>> updates = new ConcurrentHashMap<>();

    /**
     * The sessions of a room at one moment.
     *
     * @param sessions oldest first
     */
    record Found(StreamState state, List<SessionSpan> sessions, SessionParts parts) {}

    SessionIndexes(StreamReader reader) {
        this.reader = reader;
    }

    CompletionStage<List<SessionSpan>> sessions(RoomKeys room, LogRange range) {
        return update(room)
                .thenApply(found -> found.map(Found::parts)
                        .map(parts -> parts.sessions(range.start(), range.end()))
                        .orElse(List.of()));
    }

    CompletionStage<EventId> positionBefore(RoomKeys room, LogRange range, Instant time) {
        return update(room)
                .thenApply(found -> found.map(Found::parts)
                        .map(parts -> parts.positionBefore(range.start(), time))
                        .orElse(range.start()));
    }

    /** Forgets all other rooms. */
    void retain(Collection<String> roomIds) {
        rooms.keySet().retainAll(Set.copyOf(roomIds));
    }

    /** Reads what was added to a stream; empty if Redis has no events of the room. */
    CompletableFuture<Optional<Found>> update(RoomKeys room) {
        CompletableFuture<Optional<Found>> result = new CompletableFuture<>();
        CompletableFuture<Optional<Found>> before = updates.put(room.roomId(), result);
        CompletableFuture<?> begun =
                before == null ? CompletableFuture.completedFuture(null) : before.handle((found, failure) -> null);
        var unused = begun.thenCompose(ready -> read(room)).whenComplete((found, failure) -> {
            updates.remove(room.roomId(), result);
            if (failure == null) {
                result.complete(found);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    private CompletableFuture<Optional<Found>> read(RoomKeys room) {
        return reader.state(room).thenCompose(state -> {
            if (state.isEmpty()) {
                rooms.remove(room.roomId());
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return read(room, state.get());
        });
    }

    private CompletableFuture<Optional<Found>> read(RoomKeys room, StreamState state) {
        SessionParts known = rooms.get(room.roomId());
        SessionParts parts = known != null && known.isOf(state.end().epoch(), state.erasures())
                ? known
                : new SessionParts(state.end().epoch(), state.erasures());
        EventId partial = parts.dropUpTo(state.start());
        CompletableFuture<?> trimmed = partial == null
                ? CompletableFuture.completedFuture(null)
                : reader.after(room, state.start(), partial, PAGE)
                        .thenAccept(left -> parts.replaceFirst(state.start(), left));
        return trimmed.thenCompose(done -> readNew(room, state, parts)).thenApply(done -> {
            List<SessionSpan> sessions = parts.sessions(state.start(), state.end());
            if (sessions.isEmpty()) {
                rooms.remove(room.roomId());
                return Optional.empty();
            }
            rooms.put(room.roomId(), parts);
            return Optional.of(new Found(state, sessions, parts));
        });
    }

    private CompletableFuture<Void> readNew(RoomKeys room, StreamState state, SessionParts parts) {
        EventId end = parts.end();
        EventId after = end == null ? state.start() : end;
        if (after.compareTo(state.end()) >= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return reader.after(room, after, state.end(), PAGE).thenCompose((List<LogEntry> page) -> {
            parts.add(page);
            return page.size() < PAGE ? CompletableFuture.completedFuture(null) : readNew(room, state, parts);
        });
    }
}
