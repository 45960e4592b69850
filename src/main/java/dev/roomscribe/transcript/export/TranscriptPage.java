package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import org.jspecify.annotations.Nullable;

/**
 * Where a page with a limited number of utterances and gaps, in the order of the log, begins and ends. It holds no events.
 *
 * @param after the position that the page starts after; null if it starts at the beginning
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
            if (!(event instanceof FinalTranscript) && !(event instanceof StreamGap)) {
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

    /** Returns whether a position after the start of the page belongs to it. */
    boolean contains(EventId position) {
        return last != null && position.compareTo(last) <= 0;
    }
}
