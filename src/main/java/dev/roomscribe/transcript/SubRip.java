package dev.roomscribe.transcript;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * SubRip: numbered cues with the speaker before the text, and cues in brackets for what is missing. Lines end with CRLF, which the format's first tool wrote and
 * every player since reads.
 */
final class SubRip {
    private static final String END = "\r\n";
    /** How long to show what has no length of its own. */
    private static final long NOTICE_MS = 2_000;

    private record Cue(long fromMs, long toMs, String text) {
        String block(int number) {
            return number + END + CueTime.of(fromMs, ',') + " --> " + CueTime.of(toMs, ',') + END + plain(text) + END
                    + END;
        }
    }

    private SubRip() {}

    static Stream<Supplier<Stream<String>>> parts(Meeting meeting) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(
                () -> meeting.beheaded()
                        ? Stream.of(new Cue(0, NOTICE_MS, "[" + Meeting.BEHEADED + "]").block(number.incrementAndGet()))
                        : Stream.of(),
                () -> meeting.utterancesAndGaps()
                        .map(event -> event instanceof FinalTranscript utterance ? spoken(utterance) : missing(event))
                        .map(cue -> cue.block(number.incrementAndGet())));
    }

    private static Cue spoken(FinalTranscript utterance) {
        return new Cue(
                CueTime.millis(utterance.start()),
                CueTime.endMillis(utterance),
                CueTime.oneLine(utterance.shownSpeaker()) + ": " + CueTime.oneLine(utterance.transcript()));
    }

    private static Cue missing(DurableEvent event) {
        StreamGap gap = (StreamGap) event;
        long from = CueTime.millis(gap.from());
        long to = gap.to() == null ? from + NOTICE_MS : Math.max(CueTime.millis(gap.to()), from + 1);
        return new Cue(from, to, "[missing: " + gap.reason().json() + "]");
    }

    /** Players take angle brackets for markup and the arrow for a cue, and there is no way to escape either. */
    private static String plain(String text) {
        return text.replace('<', '‹').replace('>', '›');
    }
}
