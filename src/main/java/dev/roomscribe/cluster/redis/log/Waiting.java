package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;

/** An event that has an id and that Redis has not confirmed. Confined to the thread of the logs. */
final class Waiting {
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

    /** Returns what it counts against the maximum of the spool. */
    long size() {
        return entry.json().length();
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
