package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.BackwardCursor;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogSnapshot;
import dev.roomscribe.transcript.log.SessionSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page with a limited number of utterances and gaps, in the order of the log, begins and ends. It holds no events.
 *
 * @param after the position that the page starts after, where the page before it ends; null if it starts at the beginning
 * @param last the position of its last utterance or gap; null if it has none
 * @param hasNext whether another page follows, which starts after {@code last}
 */
record TranscriptPage(@Nullable EventId after, @Nullable EventId last, boolean hasNext) {
    /**
     * Finds the end of a page.
     *
     * @param events the events after {@code after}
     * @param limit the maximum number of utterances and gaps, at least 1
     */
    static TranscriptPage find(EventReader events, @Nullable EventId after, int limit) {
        int count = 0;
        EventId last = null;
        while (events.hasNext()) {
            DurableEvent event = events.next();
            if (!isItem(event)) {
                continue;
            }
            if (count == limit) {
                return new TranscriptPage(after, last, true);
            }
            count++;
            last = events.position();
        }
        return new TranscriptPage(after, last, false);
    }

    private static boolean isItem(DurableEvent event) {
        return event instanceof FinalTranscript || event instanceof StreamGap;
    }

    /**
     * Finds the beginning of a page, reading the log backwards.
     *
     * @param before the position after its last utterance or gap; null for the last page
     * @param limit the maximum number of utterances and gaps, at least 1
     */
    static TranscriptPage before(LogSnapshot log, List<SessionSpan> spans, @Nullable EventId before, int limit) {
        List<EventId> items = new ArrayList<>();
        for (int i = spans.size() - 1; i >= 0 && items.size() <= limit; i--) {
            SessionSpan span = spans.get(i);
            EventId upTo = before == null || before.compareTo(span.upTo()) > 0 ? span.upTo() : before;
            addItems(log.entriesBack(span.after(), upTo), span.after(), before, limit, items);
        }
        boolean hasNext = before != null
                && !spans.isEmpty()
                && before.compareTo(spans.get(spans.size() - 1).upTo()) <= 0;
        return new TranscriptPage(
                items.size() > limit ? items.get(limit) : null, items.isEmpty() ? null : items.get(0), hasNext);
    }

    /** Adds the positions of utterances and gaps, the newest first, until there is one more than the limit. */
    private static void addItems(
            BackwardCursor entries, EventId start, @Nullable EventId before, int limit, List<EventId> items) {
        // Where events were lost before the entry that was read last, which a reader states as a gap.
        EventId lostUpTo = start;
        while (items.size() <= limit && entries.hasNext()) {
            LogEntry entry = entries.next();
            addGap(entry.id(), lostUpTo, before, items);
            boolean isItem =
                    entry.type().equals("transcript.final") || entry.type().equals("stream.gap");
            if (isItem && (before == null || entry.id().compareTo(before) < 0)) {
                items.add(entry.id());
            }
            lostUpTo = entry.previous();
        }
        if (items.size() <= limit) {
            addGap(start, lostUpTo, before, items);
        }
    }

    private static void addGap(EventId from, EventId to, @Nullable EventId before, List<EventId> items) {
        if (to.compareTo(from) > 0 && (before == null || to.compareTo(before) < 0)) {
            items.add(to);
        }
    }

    /**
     * Returns the position of the last utterance or gap before the first one that ended after a time, or {@code after} if there
     * is none before it; null if none ended after that time.
     *
     * @param events the events after {@code after}
     */
    static @Nullable EventId before(EventReader events, EventId after, Instant time) {
        EventId previous = after;
        while (events.hasNext()) {
            DurableEvent event = events.next();
            if (isItem(event)) {
                if (end(event).isAfter(time)) {
                    return previous;
                }
                previous = events.position();
            }
        }
        return null;
    }

    private static Instant end(DurableEvent event) {
        if (event instanceof FinalTranscript utterance) {
            return utterance.startedAt().plusMillis(Math.round((utterance.end() - utterance.start()) * 1000));
        }
        if (event instanceof StreamGap gap) {
            Double to = gap.to();
            return to == null ? gap.startedAt() : gap.startedAt().plusMillis(Math.round((to - gap.from()) * 1000));
        }
        throw new IllegalArgumentException("not an utterance or a gap: " + event.type());
    }

    /** Returns whether a position after the start of the page belongs to it. */
    boolean contains(EventId position) {
        return last != null && position.compareTo(last) <= 0;
    }
}
