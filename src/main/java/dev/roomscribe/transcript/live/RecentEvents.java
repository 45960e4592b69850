package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest events of a log, in memory, for subscribers that are up to date. Guarded by the room's lock. */
final class RecentEvents {
    /** Characters of JSON: some hundreds of finals. A subscriber that is further behind reads from the log. */
    private static final int MAX_CHARS = 256 * 1024;

    private final TreeMap<Long, LoggedEvent> events = new TreeMap<>();
    private int chars;
    private EventId end = new EventId(0, 0);

    /** Removes all events and continues after a position. */
    void reset(EventId newEnd) {
        events.clear();
        chars = 0;
        end = newEnd;
    }

    void add(LogEntry entry) {
        events.put(entry.id().sequence(), LoggedEvent.of(entry));
        chars += entry.json().length();
        end = entry.id();
        while (chars > MAX_CHARS && events.size() > 1) {
            chars -= events.pollFirstEntry().getValue().entry().json().length();
        }
    }

    /** Removes what is erased; every event keeps its id. */
    void erase(Erasure erasure) {
        events.replaceAll((sequence, event) -> LoggedEvent.of(erasure.apply(event.entry())));
        chars = events.values().stream()
                .mapToInt(event -> event.entry().json().length())
                .sum();
    }

    /** Returns the position of the newest event. */
    EventId end() {
        return end;
    }

    /** Returns the position after which every event is in memory. */
    EventId floor() {
        return events.isEmpty() ? end : events.firstEntry().getValue().entry().previous();
    }

    /** Returns the first event after a position that is not below the floor. */
    Optional<LoggedEvent> next(EventId after) {
        return Optional.ofNullable(events.higherEntry(after.sequence())).map(Map.Entry::getValue);
    }
}
