package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What is stored of a room, without its events. Immutable; takes about one kilobyte, and 16 bytes per session. */
public final class StoredRoom {
    private final String roomId;
    private final LogRange range;
    private final SessionSpan last;
    private final long finals;
    /** Of each session, the first and last time that its events concern, in epoch milliseconds. */
    private final long[] times;

    /**
     * @param start the position before the oldest stored event
     * @param sessions at least one, oldest first
     */
    public StoredRoom(String roomId, EventId start, List<SessionSpan> sessions) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        last = sessions.get(sessions.size() - 1);
        range = new LogRange(start, last.upTo());
        finals = sessions.stream().mapToLong(SessionSpan::finals).sum();
        times = sessions.stream()
                .flatMapToLong(span ->
                        LongStream.of(span.begin().toEpochMilli(), span.end().toEpochMilli()))
                .toArray();
    }

    public String roomId() {
        return roomId;
    }

    public LogRange range() {
        return range;
    }

    public int sessions() {
        return times.length / 2;
    }

    public long finals() {
        return finals;
    }

    public SessionSpan last() {
        return last;
    }

    /**
     * Returns whether a session was running in a time window.
     *
     * @param from null for no limit
     * @param to exclusive; null for no limit
     */
    public boolean hasSessionIn(@Nullable Instant from, @Nullable Instant to) {
        for (int i = 0; i < times.length; i += 2) {
            if ((from == null || times[i + 1] >= from.toEpochMilli()) && (to == null || times[i] < to.toEpochMilli())) {
                return true;
            }
        }
        return false;
    }
}
