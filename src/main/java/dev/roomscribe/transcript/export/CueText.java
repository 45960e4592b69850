package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.export.cue.Cue;
import dev.roomscribe.transcript.export.cue.CueLayout;
import dev.roomscribe.transcript.export.cue.ReadingTime;
import dev.roomscribe.transcript.export.cue.TimedWord;
import dev.roomscribe.transcript.export.text.Speakers;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Converts utterances and gaps to cues, ordered by start. The cues of gaps have no voice. */
final class CueText {
    /** How long to show a notice that has no duration of its own. */
    private static final long NOTICE_MS = 2_000;

    private CueText() {}

    /** @param label returns what the cues of a speaker begin with; may be empty */
    static Iterator<Cue> cues(TranscriptView transcript, Speakers speakers, UnaryOperator<String> label) {
        Stream<Cue> beginning = transcript.isBeginningLost()
                ? Stream.of(notice(0, NOTICE_MS, DisplayText.BEGINNING_LOST))
                : Stream.empty();
        Stream<Cue> cues = transcript
                .utterancesAndGaps(speakers)
                .flatMap(event -> event instanceof FinalTranscript utterance
                        ? cues(transcript, utterance, speakers.of(utterance), label).stream()
                        : Stream.of(cue((StreamGap) event)));
        Iterator<Cue> ordered =
                new ReorderBuffer<>(Stream.concat(beginning, cues).iterator(), Cue::fromMs);
        return new ReadingTime(
                TranscriptView.stream(ordered).filter(new RepeatedNotices()).iterator());
    }

    /**
     * Leaves out notices that repeat another one, as when several peers lose the same audio. ffmpeg drops them as well, with a
     * warning.
     */
    private static final class RepeatedNotices implements Predicate<Cue> {
        private long fromMs = -1;
        /** The notices that begin at {@link #fromMs}. */
        private final Set<List<String>> notices = new HashSet<>();

        @Override
        public boolean test(Cue cue) {
            if (cue.fromMs() != fromMs) {
                fromMs = cue.fromMs();
                notices.clear();
            }
            return !cue.speaker().isEmpty() || notices.add(cue.lines());
        }
    }

    private static List<Cue> cues(
            TranscriptView transcript, FinalTranscript utterance, String speaker, UnaryOperator<String> label) {
        List<TimedWord> words = transcript.shown(utterance).words().stream()
                .map(word -> new TimedWord(word.word(), millis(word.start()), millis(word.end())))
                .toList();
        return CueLayout.of(utterance.trackId(), speaker, label.apply(speaker), words);
    }

    private static Cue cue(StreamGap gap) {
        // The gap before the first session of a file begins before the file.
        long from = Math.max(0, millis(gap.from()));
        long to = gap.to() == null ? from + NOTICE_MS : Math.max(millis(gap.to()), from + 1);
        return notice(from, to, DisplayText.gap(gap));
    }

    private static Cue notice(long from, long to, String text) {
        return new Cue("", "", from, to, lines("[" + text + "]"));
    }

    /** Divides a notice that is too long for one line into two of similar length. */
    private static List<String> lines(String text) {
        int at = text.indexOf(' ', text.length() / 2);
        return text.length() <= CueLayout.LINE_LENGTH || at < 0
                ? List.of(text)
                : List.of(text.substring(0, at), text.substring(at + 1));
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }
}
