package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a room, without its events. Immutable; takes about one kilobyte for each of the newest {@value
 * #RECENT} sessions, 24 bytes for each session before them, and 100 bytes more per session with a retention of its own.
 */
public final class StoredRoom {
    /** The number of sessions that are kept with their totals. */
    static final int RECENT = 50;

    private static final int COLUMNS = 3;

    /** So that readers receive the end of the session before it is erased. */
    private static final Duration MIN_RETENTION = Duration.ofSeconds(10);

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

    private final List<Retained> retained;

    /**
     * Where a session is in the list of all sessions of all rooms.
     *
     * @param begin in epoch milliseconds
     * @param position grows with each session of a room; no two sessions of a room have the same
     */
    public record Key(String roomId, long begin, long position) {}

    /** A session that is over and is erased at a time. */
    private record Retained(String sessionId, Instant until) {}

    /**
     * @param start the position before the oldest stored event
     * @param sessions at least one, oldest first; only the last one may be running
     * @param erasures how many erasures of a peer or a session the events have had
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
        retained = sessions.stream()
                .filter(session -> session.ended() != null || !session.upTo().equals(last().upTo()))
                .flatMap(session -> retained(session).stream())
                .toList();
    }

    /** Counts from when the last event was stored: the session has a clock of its own, which is not the one of now. */
    private static Optional<Retained> retained(SessionSpan session) {
        return Optional.ofNullable(session.retention())
                .map(Duration::ofSeconds)
                .map(asked -> asked.compareTo(MIN_RETENTION) < 0 ? MIN_RETENTION : asked)
                .map(retention ->
                        new Retained(session.sessionId(), session.lastAt().plus(retention)));
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

    /** Returns the ids of the sessions whose own retention has passed, oldest first. */
    public List<String> expired(Instant now) {
        return retained.stream()
                .filter(session -> !session.until.isAfter(now))
                .map(Retained::sessionId)
                .toList();
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
