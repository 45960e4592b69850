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

/** A meeting as cues, by their time: what was said in each speaker's voice, what is missing in nobody's. */
final class CueText {
    /** How long to show what has no length of its own. */
    private static final long NOTICE_MS = 2_000;

    private CueText() {}

    /** @param label what a speaker's cues begin with; may be empty */
    static Iterator<Cue> cues(TranscriptView meeting, Function<String, String> label) {
        Stream<Cue> beheaded =
                meeting.beheaded() ? Stream.of(notice(0, NOTICE_MS, TranscriptView.BEHEADED)) : Stream.empty();
        Stream<Cue> cues = meeting.utterancesAndGaps()
                .flatMap(event -> event instanceof FinalTranscript utterance
                        ? spoken(utterance, label).stream()
                        : Stream.of(missing((StreamGap) event)));
        return new ReadingTime(new ReorderBuffer<>(Stream.concat(beheaded, cues).iterator(), Cue::fromMs));
    }

    private static List<Cue> spoken(FinalTranscript utterance, Function<String, String> label) {
        String speaker = CueTime.oneLine(utterance.shownSpeaker());
        return CueLayout.of(utterance.trackId(), speaker, label.apply(speaker), words(utterance));
    }

    /** Returns the text's words: with their own times, or else with as much of the utterance's as they are long. */
    private static List<TimedWord> words(FinalTranscript utterance) {
        List<String> texts = Stream.of(CueTime.oneLine(utterance.transcript()).split(" +"))
                .filter(text -> !text.isEmpty())
                .toList();
        boolean timed = texts.equals(utterance.words().stream().map(Word::word).toList());
        long begin = CueTime.millis(utterance.start());
        long length = Math.max(0, CueTime.millis(utterance.end()) - begin);
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
                            : new TimedWord(text, CueTime.millis(word.start()), CueTime.millis(word.end())));
        }
        return words;
    }

    private static Cue missing(StreamGap gap) {
        long from = CueTime.millis(gap.from());
        long to = gap.to() == null ? from + NOTICE_MS : Math.max(CueTime.millis(gap.to()), from + 1);
        return notice(from, to, gap.missing());
    }

    private static Cue notice(long from, long to, String text) {
        return new Cue("", "", from, to, List.of("[" + text + "]"));
    }
}
