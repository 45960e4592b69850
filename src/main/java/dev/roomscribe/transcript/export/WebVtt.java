package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.export.cue.Cue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * WebVTT by the W3C's rules: cues by their start, each in its speaker's voice, in one region that scrolls, as captions of
 * people who talk over each other do.
 */
final class WebVtt {
    private static final String HEADER = """
            WEBVTT

            REGION
            id:captions
            width:80%
            lines:4
            regionanchor:50%,100%
            viewportanchor:50%,90%
            scroll:up
            """;

    private WebVtt() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(() -> Stream.of(HEADER), () -> TranscriptView.stream(CueText.cues(meeting, speaker -> ""))
                .map(cue -> block(number.incrementAndGet(), cue)));
    }

    private static String block(int number, Cue cue) {
        String text = cue.lines().stream().map(WebVtt::escaped).collect(Collectors.joining("\n"));
        return "\n" + number + "\n"
                + CueTime.of(cue.fromMs(), '.') + " --> " + CueTime.of(cue.toMs(), '.') + " region:captions\n"
                + (cue.speaker().isEmpty() ? "" : "<v " + voice(cue.speaker()) + ">") + text + "\n";
    }

    /** A name that ends in two dashes would make the arrow of a cue with the bracket that closes the voice. */
    private static String voice(String name) {
        String escaped = escaped(name);
        return escaped.endsWith("--") ? escaped.substring(0, escaped.length() - 1) + "&#45;" : escaped;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
