package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sessions of a log, or of a part of it, from its events or from the spans of its parts. The result is the same,
 * however the log is divided. Thread-safe.
 */
public final class SessionSpans {
    private final List<SessionSpan> spans = new ArrayList<>();
    private final boolean beginningLost;
    private @Nullable EventId position;

    private SessionSpans(@Nullable EventId start) {
        position = start;
        beginningLost = start != null && start.sequence() > 0;
    }

    /** Returns the sessions of a part of a log, still empty. */
    public static SessionSpans ofPart() {
        return new SessionSpans(null);
    }

    /**
     * Returns the sessions of a log, still empty.
     *
     * @param start the position before the oldest stored event
     */
    public static SessionSpans ofLog(EventId start) {
        return new SessionSpans(start);
    }

    /** Adds the next event. */
    public void add(LogEntry entry) {
        add(SessionSpan.of(entry));
    }

    /** Adds the next part of the log. */
    public synchronized void add(SessionSpan next) {
        EventId before = position;
        boolean eventsLost = before != null && next.after().compareTo(before) > 0;
        position = next.upTo();
        if (next.opening() == SessionSpan.Opening.STARTED) {
            spans.add(next);
            return;
        }
        if (spans.isEmpty()) {
            spans.add(next.withBeginningLost(eventsLost || beginningLost));
            return;
        }
        int last = spans.size() - 1;
        // Nothing tells where an erased session begins and ends but the ids of the sessions.
        boolean erased = spans.get(last).erased() || next.erased();
        boolean mayBeOther = eventsLost || erased || next.opening() == SessionSpan.Opening.RESUMED;
        if (mayBeOther && !spans.get(last).isContinuedBy(next)) {
            spans.add(next.withBeginningLost(true));
        } else {
            spans.set(last, spans.get(last).followedBy(next));
        }
    }

    /** Returns the sessions found so far, oldest first; also those that are erased. */
    public synchronized List<SessionSpan> list() {
        return List.copyOf(spans);
    }

    /** Returns the sessions found so far that are not erased, oldest first. */
    public synchronized List<SessionSpan> kept() {
        return spans.stream().filter(span -> !span.erased()).toList();
    }

    /** Returns the sessions found so far that are not erased, as far as they are before a position, inclusive. */
    public synchronized List<SessionSpan> upTo(EventId end) {
        return kept().stream()
                .filter(span -> span.after().compareTo(end) < 0)
                .map(span -> span.upTo(end))
                .toList();
    }
}
