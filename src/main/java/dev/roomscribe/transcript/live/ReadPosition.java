package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A subscriber's position in the log. Recent events come from memory; older ones are read from the log in pages. Guarded
 * by the room's lock.
 */
final class ReadPosition {
    private final RecentEvents recent;
    /** Events that were read from the log and not yet delivered. */
    private final Deque<LoggedEvent> page = new ArrayDeque<>();

    private EventId position;
    /** The position up to which the log is known to have no more events. */
    private EventId searched;

    ReadPosition(RecentEvents recent, EventId position) {
        this.recent = recent;
        this.position = position;
        searched = position;
    }

    /** Returns the last event that the subscriber received, or was told that it missed. */
    EventId get() {
        return position;
    }

    /** Moves forward without delivering what lies between. */
    void skipTo(EventId next) {
        position = next;
    }

    /** Returns whether the next event, if there is one, must be read from the log. */
    boolean needsPage() {
        EventId floor = recent.floor();
        return page.isEmpty() && position.compareTo(floor) < 0 && searched.compareTo(floor) < 0;
    }

    boolean hasPage() {
        return !page.isEmpty();
    }

    /** Takes over what was read from the log up to a position. */
    void addPage(List<LogEntry> entries, EventId upTo) {
        if (entries.isEmpty()) {
            searched = upTo;
        }
        // Events that expired during the read were already reported as missing.
        entries.stream()
                .filter(entry -> entry.id().compareTo(position) > 0)
                .map(LoggedEvent::of)
                .forEach(page::add);
    }

    void clearPage() {
        page.clear();
    }

    /** Returns the next event without moving, if it is in memory. */
    Optional<LoggedEvent> peek() {
        return page.isEmpty() ? recent.next(position) : Optional.of(page.getFirst());
    }

    /** Moves past the event that {@link #peek} returned. */
    void advance(LoggedEvent event) {
        page.pollFirst();
        position = event.id();
    }
}
