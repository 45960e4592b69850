package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.Word;
import dev.roomscribe.transcript.export.cue.Cue;
import dev.roomscribe.transcript.export.cue.CueLayout;
import dev.roomscribe.transcript.export.cue.ReadingTime;
import dev.roomscribe.transcript.export.cue.TimedWord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Converts utterances and gaps to cues, ordered by start. The cues of gaps have no voice. */
final class CueText {
    /** How long to show a notice that has no duration of its own. */
    private static final long NOTICE_MS = 2_000;

    private CueText() {}

    /** @param label returns what the cues of a speaker begin with; may be empty */
    static Iterator<Cue> cues(TranscriptView transcript, Function<String, String> label) {
        Stream<Cue> beginning = transcript.isBeginningLost()
                ? Stream.of(notice(0, NOTICE_MS, DisplayText.BEGINNING_LOST))
                : Stream.empty();
        Stream<Cue> cues = transcript
                .utterancesAndGaps()
                .flatMap(event -> event instanceof FinalTranscript utterance
                        ? cues(utterance, label).stream()
                        : Stream.of(cue((StreamGap) event)));
        return new ReadingTime(
                new ReorderBuffer<>(Stream.concat(beginning, cues).iterator(), Cue::fromMs));
    }

    private static List<Cue> cues(FinalTranscript utterance, Function<String, String> label) {
        String speaker = DisplayText.speaker(utterance);
        return CueLayout.of(utterance.trackId(), speaker, label.apply(speaker), words(utterance));
    }

    /**
     * Returns the words of the text with their own times. If the utterance has no times for exactly these words, each word
     * gets a share of the utterance's duration in proportion to its length.
     */
    private static List<TimedWord> words(FinalTranscript utterance) {
        List<String> texts = Stream.of(
                        DisplayText.oneLine(utterance.transcript()).split(" +"))
                .filter(text -> !text.isEmpty())
                .toList();
        boolean timed = texts.equals(utterance.words().stream().map(Word::word).toList());
        long begin = millis(utterance.start());
        long length = Math.max(0, millis(utterance.end()) - begin);
        int characters = texts.stream().mapToInt(String::length).sum();
        List<TimedWord> words = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            long from = begin + length * before / characters;
            before += text.length();
            long to = begin + length * before / characters;
            Word word = timed ? utterance.words().get(i) : null;
            words.add(
                    word == null
                            ? new TimedWord(text, from, to)
                            : new TimedWord(text, millis(word.start()), millis(word.end())));
        }
        return words;
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
