package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Assigns the ids of one log. Confined to the writer's thread, except {@link #omit}. */
final class IdSequence {
    private final AtomicLong omitted = new AtomicLong();
    private long epoch;
    private long sequence;
    private long unused;

    /** The id of a new event and the position before it. */
    record Assigned(EventId id, EventId previous) {}

    /** Starts a new epoch, named by the time unless that is not later than the current epoch. */
    void startEpoch(long millis) {
        resume(new EventId(Math.max(epoch + 1, millis), 0), 0);
    }

    /**
     * Starts an epoch whose ids are higher than those in files that cannot be read, even if the clock was set back. Other
     * epochs are times in milliseconds, so one in microseconds is higher; and as it is also the first sequence, the names of
     * the files tell a later call which one to exceed. The position before the first event is not a beginning, so readers
     * see that events are missing.
     *
     * @param highest a sequence that is higher than those in the files, as far as it is known
     */
    void startAfterUnknown(Instant now, long highest) {
        long micros = Math.max(now.toEpochMilli() * 1000, highest);
        resume(new EventId(micros, micros), 0);
    }

    /** Starts an epoch whose ids are higher than the assigned ones and those up to a position. */
    void startAfter(EventId end) {
        resume(new EventId(Math.max(epoch, end.epoch()) + 1, Math.max(sequence, end.sequence())), 0);
    }

    /**
     * Continues after a position.
     *
     * @param unusedIds how many ids to leave unused before the next event
     */
    void resume(EventId end, long unusedIds) {
        epoch = end.epoch();
        sequence = end.sequence();
        unused = unusedIds;
    }

    /** Returns the position of the newest event. */
    EventId end() {
        return new EventId(epoch, sequence);
    }

    /** Leaves out the id of an event that is dropped, so that readers see that it is missing. */
    void omit() {
        omitted.incrementAndGet();
    }

    Assigned next() {
        // Ids that were left unused hide no event, so the previous position is the one before them.
        EventId previous = end();
        sequence += unused;
        unused = 0;
        long missing = omitted.getAndSet(0);
        if (missing > 0) {
            sequence += missing;
            previous = end();
        }
        EventId id = end().next();
        sequence = id.sequence();
        return new Assigned(id, previous);
    }
}
