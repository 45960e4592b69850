package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a room, without its events. Immutable; takes about one kilobyte for each of the newest {@value
 * #RECENT} sessions, and 24 bytes for each session before them.
 */
public final class StoredRoom {
    /** The number of sessions that are kept with their totals. */
    static final int RECENT = 50;

    private static final int COLUMNS = 3;

    private final String roomId;
    private final LogRange range;
    private final List<SessionSpan> recent;
    private final boolean inUse;
    private final long finals;
    /**
     * Of each session, the first and last time that its events concern, in epoch milliseconds, and the sequence before its
     * first event.
     */
    private final long[] table;

    /**
     * Where a session is in the list of all sessions of all rooms.
     *
     * @param begin in epoch milliseconds
     * @param position grows with each session of a room; no two sessions of a room have the same
     */
    public record Key(String roomId, long begin, long position) {}

    /**
     * @param start the position before the oldest stored event
     * @param sessions at least one, oldest first
     * @param erasures how many erasures of a peer the events have had
     * @param inUse whether the room's log is open, so that a newest session without an end is running
     */
    public StoredRoom(String roomId, EventId start, List<SessionSpan> sessions, long erasures, boolean inUse) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        recent = List.copyOf(sessions.subList(Math.max(0, sessions.size() - RECENT), sessions.size()));
        this.inUse = inUse;
        range = new LogRange(start, last().upTo(), erasures);
        finals = sessions.stream().mapToLong(span -> span.totals().finals()).sum();
        table = sessions.stream()
                .flatMapToLong(span -> LongStream.of(
                        span.begin().toEpochMilli(),
                        span.end().toEpochMilli(),
                        span.after().sequence()))
                .toArray();
    }

    public String roomId() {
        return roomId;
    }

    public LogRange range() {
        return range;
    }

    public int sessions() {
        return table.length / COLUMNS;
    }

    public long finals() {
        return finals;
    }

    public SessionSpan last() {
        return recent.get(recent.size() - 1);
    }

    /** Returns whether a session of this room, which has no end, is running; if not, it was interrupted. */
    public boolean isRunning(SessionSpan span) {
        return inUse && span.ended() == null && span.sessionId().equals(last().sessionId());
    }

    /**
     * Returns whether a session was running in a time window.
     *
     * @param from null for no limit
     * @param to exclusive; null for no limit
     */
    public boolean hasSessionIn(@Nullable Instant from, @Nullable Instant to) {
        for (int i = 0; i < table.length; i += COLUMNS) {
            if (isIn(i, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(int row, @Nullable Instant from, @Nullable Instant to) {
        return (from == null || table[row + 1] >= from.toEpochMilli())
                && (to == null || table[row] < to.toEpochMilli());
    }

    /**
     * Returns the sessions that were running in a time window, oldest first.
     *
     * @param from null for no limit
     * @param to exclusive; null for no limit
     */
    public List<Key> keys(@Nullable Instant from, @Nullable Instant to) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < table.length; i += COLUMNS) {
            if (isIn(i, from, to)) {
                keys.add(new Key(roomId, table[i], table[i + 2]));
            }
        }
        return keys;
    }

    /** Returns one of the newest sessions; empty if it is an older one, which only the log tells. */
    public Optional<SessionSpan> find(Key key) {
        return find(key, recent);
    }

    /** Returns the session in the sessions of its room; empty if it is no longer stored. */
    public static Optional<SessionSpan> find(Key key, List<SessionSpan> sessions) {
        return sessions.stream()
                .filter(span -> span.after().sequence() == key.position()
                        && span.begin().toEpochMilli() == key.begin())
                .findFirst();
    }
}
