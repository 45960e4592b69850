package dev.roomscribe.transcript;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * SubRip: numbered cues with the speaker before the text, and cues in brackets for what is missing. Lines end with CRLF, which the format's first tool wrote and
 * every player since reads.
 */
final class SubRip {
    private static final String END = "\r\n";
    /** How long to show what has no length of its own. */
    private static final long NOTICE_MS = 2_000;

    private record Cue(long fromMs, long toMs, String text) {}

    private SubRip() {}

    static String render(Meeting meeting) {
        List<Cue> cues = new ArrayList<>();
        if (meeting.beheaded()) {
            cues.add(new Cue(0, NOTICE_MS, "[" + Meeting.BEHEADED + "]"));
        }
        meeting.utterances().forEach(utterance -> cues.add(spoken(utterance)));
        meeting.gaps().forEach(gap -> cues.add(missing(gap)));
        cues.sort(Comparator.comparingLong(Cue::fromMs));
        StringBuilder file = new StringBuilder();
        int number = 0;
        for (Cue cue : cues) {
            file.append(++number)
                    .append(END)
                    .append(CueTime.of(cue.fromMs, ','))
                    .append(" --> ")
                    .append(CueTime.of(cue.toMs, ','))
                    .append(END)
                    .append(plain(cue.text))
                    .append(END)
                    .append(END);
        }
        return file.toString();
    }

    private static Cue spoken(FinalTranscript utterance) {
        return new Cue(
                CueTime.millis(utterance.start()),
                CueTime.endMillis(utterance),
                CueTime.oneLine(utterance.shownSpeaker()) + ": " + CueTime.oneLine(utterance.transcript()));
    }

    private static Cue missing(StreamGap gap) {
        long from = CueTime.millis(gap.from());
        long to = gap.to() == null ? from + NOTICE_MS : Math.max(CueTime.millis(gap.to()), from + 1);
        return new Cue(from, to, "[missing: " + gap.reason().json() + "]");
    }

    /** Players take angle brackets for markup and the arrow for a cue, and there is no way to escape either. */
    private static String plain(String text) {
        return text.replace('<', '‹').replace('>', '›');
    }
}
