package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limited number of utterances and gaps in the order of the log.
 *
 * @param next the position that the next page starts after; null if this is the last page
 */
record TranscriptPage(
        List<FinalTranscript> utterances,
        List<StreamGap> gaps,
        @Nullable EventId next) {
    static TranscriptPage read(EventReader events, int limit) {
        List<FinalTranscript> utterances = new ArrayList<>();
        List<StreamGap> gaps = new ArrayList<>();
        EventId last = null;
        while (events.hasNext()) {
            DurableEvent event = events.next();
            if (!(event instanceof FinalTranscript) && !(event instanceof StreamGap)) {
                continue;
            }
            if (utterances.size() + gaps.size() == limit) {
                return new TranscriptPage(utterances, gaps, last);
            }
            if (event instanceof FinalTranscript utterance) {
                utterances.add(utterance);
            } else if (event instanceof StreamGap gap) {
                gaps.add(gap);
            }
            last = events.position();
        }
        return new TranscriptPage(utterances, gaps, null);
    }
}
