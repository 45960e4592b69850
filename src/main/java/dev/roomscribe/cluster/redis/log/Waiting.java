package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SavedProgress;
import java.util.List;

/** An event that has an id and that Redis has not confirmed. Confined to the thread of the logs. */
final class Waiting {
    /** Of the objects around the text of an event. */
    private static final int OVERHEAD = 200;

    private LogEntry entry;
    private boolean done;
    private boolean counted;

    Waiting(LogEntry entry) {
        this.entry = entry;
    }

    LogEntry entry() {
        return entry;
    }

    EventId id() {
        return entry.id();
    }

    /** Returns what it counts against the maximum that may wait: about the bytes that it takes in memory. */
    long size() {
        return OVERHEAD + 2L * entry.json().length();
    }

    /**
     * Returns the arguments of {@link LogScripts#APPEND}.
     *
     * @param expected the end of the stream that the event is to follow
     * @param first whether it is the first one since Redis was connected
     */
    List<String> arguments(LogContext context, RoomKeys room, long fence, String expected, boolean first) {
        SessionStarted session = entry.event().orElse(null) instanceof SessionStarted started ? started : null;
        boolean follows = entry.previous().next().equals(entry.id());
        return List.of(
                Long.toString(fence),
                entry.id().toString(),
                entry.json(),
                Long.toString(entry.appendedAt().toEpochMilli()),
                expected,
                room.live(),
                room.roomId(),
                Long.toString(context.settings().maxRoomBytes()),
                follows ? "" : Long.toString(entry.previous().sequence()),
                first ? "1" : "",
                session == null
                        ? ""
                        : SavedProgress.atStart(session, entry.id()).json(),
                session == null ? "" : context.redisMillis(session.startedAt()));
    }

    /** Returns whether Redis has it, or it was given up. */
    boolean isDone() {
        return done;
    }

    void finish() {
        done = true;
    }

    /** Returns whether it is counted as waiting because Redis does not take events. */
    boolean isCounted() {
        return counted;
    }

    /** It may wait for long, so only its JSON is kept. */
    void count() {
        counted = true;
        entry = LogEntry.read(entry.id(), entry.previous(), entry.json(), entry.appendedAt());
    }
}
