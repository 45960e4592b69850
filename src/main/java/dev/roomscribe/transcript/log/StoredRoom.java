package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a room, without its events. Immutable; takes about one kilobyte, 16 bytes per session, and 100 bytes more
 * per session with a retention of its own.
 */
public final class StoredRoom {
    /** So that readers receive the end of the session before it is erased. */
    private static final Duration MIN_RETENTION = Duration.ofSeconds(10);

    private final String roomId;
    private final LogRange range;
    private final SessionSpan last;
    private final long finals;
    /** Of each session, the first and last time that its events concern, in epoch milliseconds. */
    private final long[] times;

    private final List<Retained> retained;

    /** A session that is over and is erased at a time. */
    private record Retained(String sessionId, Instant until) {}

    /**
     * @param start the position before the oldest stored event
     * @param sessions at least one, oldest first; only the last one may be running
     * @param erasures how many erasures of a peer or a session the events have had
     */
    public StoredRoom(String roomId, EventId start, List<SessionSpan> sessions, long erasures) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        last = sessions.get(sessions.size() - 1);
        range = new LogRange(start, last.upTo(), erasures);
        finals = sessions.stream().mapToLong(SessionSpan::finals).sum();
        times = sessions.stream()
                .flatMapToLong(span ->
                        LongStream.of(span.begin().toEpochMilli(), span.end().toEpochMilli()))
                .toArray();
        retained = sessions.stream()
                .filter(session -> session.ended() != null || !session.upTo().equals(last.upTo()))
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
        return times.length / 2;
    }

    public long finals() {
        return finals;
    }

    public SessionSpan last() {
        return last;
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
        for (int i = 0; i < times.length; i += 2) {
            if ((from == null || times[i + 1] >= from.toEpochMilli()) && (to == null || times[i] < to.toEpochMilli())) {
                return true;
            }
        }
        return false;
    }
}
