package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.export.cue.Cue;
import dev.roomscribe.transcript.export.text.Speakers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the part of WebVTT that every reader accepts: cues ordered by start, each with its speaker as voice, without
 * regions and settings. A player shows cues that overlap in time above each other.
 */
final class WebVtt {
    private WebVtt() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        AtomicInteger number = new AtomicInteger();
        return Stream.of(
                () -> Stream.of("WEBVTT\n"),
                () -> TranscriptView.stream(CueText.cues(transcript, new Speakers(WebVtt::voice), speaker -> ""))
                        .map(cue -> block(number.incrementAndGet(), cue)));
    }

    private static String block(int number, Cue cue) {
        String text = cue.lines().stream().map(WebVtt::escaped).collect(Collectors.joining("\n"));
        return "\n" + number + "\n"
                + TimeFormat.ofMillis(cue.fromMs(), '.') + " --> " + TimeFormat.ofMillis(cue.toMs(), '.') + "\n"
                + (cue.speaker().isEmpty() ? "" : "<v " + cue.speaker() + ">") + text + "\n";
    }

    /**
     * Several readers do not know escapes in the name of a voice, and ffmpeg shows what follows one as text. A name that ends
     * with two dashes would form an arrow with the bracket that closes the tag.
     */
    static String voice(String name) {
        String voice = plain(name.replaceAll("\\s+", " "))
                .replace('&', '＆')
                .replace('<', '‹')
                .replace('>', '›');
        return voice.endsWith("--") ? voice.substring(0, voice.length() - 1) + '‐' : voice;
    }

    private static String escaped(String text) {
        return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** ffmpeg reads curly brackets and backslashes as instructions of another format. */
    private static String plain(String text) {
        return text.replace('{', '｛').replace('}', '｝').replace('\\', '＼');
    }
}
