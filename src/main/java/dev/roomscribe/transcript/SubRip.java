package dev.roomscribe.transcript;

/**
 * SubRip: numbered cues with the speaker before the text. Lines end with CRLF, which the format's first tool wrote and
 * every player since reads.
 */
final class SubRip {
    private static final String END = "\r\n";

    private SubRip() {}

    static String render(Meeting meeting) {
        StringBuilder file = new StringBuilder();
        int number = 0;
        for (FinalTranscript utterance : meeting.utterances()) {
            file.append(++number)
                    .append(END)
                    .append(CueTime.of(CueTime.millis(utterance.start()), ','))
                    .append(" --> ")
                    .append(CueTime.of(CueTime.endMillis(utterance), ','))
                    .append(END)
                    .append(plain(utterance.shownSpeaker()))
                    .append(": ")
                    .append(plain(utterance.transcript()))
                    .append(END)
                    .append(END);
        }
        return file.toString();
    }

    /** Players take angle brackets for markup and the arrow for a cue, and there is no way to escape either. */
    private static String plain(String text) {
        return CueTime.oneLine(text).replace('<', '‹').replace('>', '›');
    }
}
