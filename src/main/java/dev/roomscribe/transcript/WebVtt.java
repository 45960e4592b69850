package dev.roomscribe.transcript;

/** WebVTT by the W3C's rules: cues by their start, each in its speaker's voice, gaps as notes. */
final class WebVtt {
    private WebVtt() {}

    static String render(Meeting meeting) {
        StringBuilder file = new StringBuilder("WEBVTT\n");
        if (meeting.beheaded()) {
            note(file, Meeting.BEHEADED);
        }
        meeting.gaps()
                .forEach(gap -> note(
                        file, CueTime.ofSeconds(gap.from()) + " " + gap.reason().json() + ": " + gap.detail()));
        int number = 0;
        for (FinalTranscript utterance : meeting.utterances()) {
            file.append('\n')
                    .append(++number)
                    .append('\n')
                    .append(CueTime.of(CueTime.millis(utterance.start()), '.'))
                    .append(" --> ")
                    .append(CueTime.of(CueTime.endMillis(utterance), '.'))
                    .append("\n<v ")
                    .append(voice(utterance.shownSpeaker()))
                    .append('>')
                    .append(escaped(utterance.transcript()))
                    .append('\n');
        }
        return file.toString();
    }

    /** A note may hold anything but the arrow of a cue. */
    private static void note(StringBuilder file, String text) {
        file.append("\nNOTE ")
                .append(CueTime.oneLine(text).replace("-->", "-- >"))
                .append('\n');
    }

    /** A name that ends in two dashes would make the arrow of a cue with the bracket that closes the voice. */
    private static String voice(String name) {
        String escaped = escaped(name);
        return escaped.endsWith("--") ? escaped.substring(0, escaped.length() - 1) + "&#45;" : escaped;
    }

    private static String escaped(String text) {
        return CueTime.oneLine(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
