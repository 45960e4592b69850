package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.Optional;
import java.util.TreeMap;

/** The newest events of a log, in memory, for those who read along. Not thread-safe: its room locks it. */
final class RecentEvents {
    /** Of JSON: some hundreds of finals. Who is further behind reads from the log itself. */
    private static final int MOST_CHARS = 256 * 1024;

    private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
    private int chars;
    private EventId end = new EventId(0, 0);

    /** Forgets everything, and goes on after a position. */
    void reset(EventId newEnd) {
        entries.clear();
        chars = 0;
        end = newEnd;
    }

    void add(LogEntry entry) {
        entries.put(entry.id().sequence(), entry);
        chars += entry.json().length();
        end = entry.id();
        while (chars > MOST_CHARS && entries.size() > 1) {
            chars -= entries.pollFirstEntry().getValue().json().length();
        }
    }

    /** Returns the position of the newest event that there is. */
    EventId end() {
        return end;
    }

    /** Returns the position from which on every event is here. */
    EventId floor() {
        return entries.isEmpty() ? end : entries.firstEntry().getValue().previous();
    }

    /** Returns the first event after a position that is not below the floor. */
    Optional<LogEntry> next(EventId after) {
        return Optional.ofNullable(entries.higherEntry(after.sequence())).map(found -> found.getValue());
    }
}
