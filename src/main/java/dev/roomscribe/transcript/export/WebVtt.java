package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.export.cue.Cue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes WebVTT as the W3C specifies it: cues ordered by start, each with its speaker as voice, in one scrolling region,
 * so that cues of peers who talk at the same time do not cover each other.
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

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(
                () -> Stream.of(HEADER),
                () -> TranscriptView.stream(CueText.cues(transcript, speaker -> ""))
                        .map(cue -> block(number.incrementAndGet(), cue)));
    }

    private static String block(int number, Cue cue) {
        String text = cue.lines().stream().map(WebVtt::escaped).collect(Collectors.joining("\n"));
        return "\n" + number + "\n"
                + TimeFormat.ofMillis(cue.fromMs(), '.') + " --> " + TimeFormat.ofMillis(cue.toMs(), '.')
                + " region:captions\n"
                + (cue.speaker().isEmpty() ? "" : "<v " + voice(cue.speaker()) + ">") + text + "\n";
    }

    /** A name that ends with two dashes would form an arrow with the bracket that closes the voice tag. */
    private static String voice(String name) {
        String escaped = escaped(name);
        return escaped.endsWith("--") ? escaped.substring(0, escaped.length() - 1) + "&#45;" : escaped;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
