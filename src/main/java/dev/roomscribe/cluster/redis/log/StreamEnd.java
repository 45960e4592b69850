package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSequence;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of a stream.
 *
 * @param state null if Redis knows nothing of the room
 * @param newest the newest events, oldest first, enough for the snapshot that a new subscriber receives
 */
record StreamEnd(@Nullable StreamState state, List<LogEntry> newest) {
    private static final int NEWEST_EVENTS = 100;
    private static final EventId FIRST = new EventId(0, 0);

    static CompletableFuture<StreamEnd> read(StreamReader reader, RoomKeys room) {
        return reader.state(room)
                .thenCompose(state -> reader.back(room, FIRST, StreamReader.MAX, NEWEST_EVENTS)
                        .thenApply(newest -> new StreamEnd(state.orElse(null), newest)));
    }

    /** Returns the start of the session that the newest events begin in; null if it is among them, or there is none. */
    @Nullable
    LogEntry session() {
        LogEntry session = state == null ? null : state.session();
        boolean isBefore = session != null
                && !newest.isEmpty()
                && session.id().compareTo(newest.get(0).id()) < 0;
        return isBefore ? session : null;
    }

    /** Returns the sessions of the log up to the newest event. */
    SessionSequence sessions() {
        SessionSequence sessions = new SessionSequence();
        LogEntry session = session();
        if (session != null) {
            sessions.add(session);
        }
        newest.forEach(sessions::add);
        return sessions;
    }

    /** Returns the position of the newest event. */
    EventId end(EventId ifUnknown) {
        EventId last =
                newest.isEmpty() ? ifUnknown : newest.get(newest.size() - 1).id();
        return state == null || state.end().compareTo(last) < 0 ? last : state.end();
    }
}
