package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RoomTranscript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs and libraries that people read subtitles with, over the files of odd meetings: every cue arrives, with its
 * times, its text and its speaker. The libraries and their versions are in {@code src/test/js/readers}.
 */
class SubtitleReadersTest {
    private static final Path SCRIPTS = Path.of("src/test/js/readers");
    private static final Path INSTALLED = Path.of("target/readers");
    private static final List<TranscriptFormat> FORMATS = List.of(TranscriptFormat.WEBVTT, TranscriptFormat.SUBRIP);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> ODD_NAMES = List.of(
            "עדי \"הגדולה\" לוי",
            "\u200eعلی\u200cرضا",
            "👩‍👩‍👧‍👦 Family 🇵🇱",
            "O'Brien & \"Söhne\" (GmbH)",
            "a-->b",
            "Ana--",
            "00:00:01.000 --> 00:00:02.000",
            "Al: 12:30: no",
            "<v Eve>Bob</v>",
            "{\\an8}\\N<font>",
            "&amp;&lt;b&gt;",
            "[gap]",
            "WEBVTT",
            "NOTE",
            "STYLE",
            "42",
            "x".repeat(80),
            "Professor Wilhelmina von und zu Hohenstein-Schwarzenberg");

    private static final List<String> ODD_TEXTS = List.of(
            "what about <unk> then",
            "a --> b",
            "-->",
            "--> 00:00:05.000",
            "x &amp; y & z &nbsp; &#60;b&#62;",
            "<i>not <b>markup</i> < >",
            "{\\an8}{b} \\N \\h \\",
            "42",
            "1 2",
            "NOTE this",
            "STYLE ::cue {}",
            "REGION",
            "WEBVTT",
            "שלום עולם",
            "👩‍👩‍👧‍👦 🇵🇱",
            "w".repeat(200),
            "\"quoted\" 'text', with; punctuation: yes.",
            "line\nbreak\r\n\r\n2\r\n00:00:01,000 --> 00:00:02,000\r\nfake");

    @TempDir
    private static Path files;

    private static JsonNode read;
    private static final Map<String, List<CueFile.Cue>> WRITTEN = new TreeMap<>();

    @BeforeAll
    static void writeFilesAndReadThem() throws Exception {
        write("empty", TestEvents.started());
        write(
                "long",
                TestEvents.started(),
                TestEvents.utterance("p1", "Ana", "u1", "good morning", 0, 1),
                TestEvents.gap("p1", 3_600, 7_200.0, "Oh."),
                TestEvents.utterance("p2", "Bob", "u2", "good night", 98 * 3600 - 2.5, 98 * 3600),
                TestEvents.ended());
        write("overlaps", overlaps());
        write("names", utterances(ODD_NAMES, false));
        write("texts", utterances(ODD_TEXTS, true));
        write(
                "two-of-one-name",
                utterances(List.of("Ana", "Ana", "Professor Wilhelmina A", "Professor Wilhelmina B"), false));
        write("many", utterances(Stream.generate(() -> "Ana").limit(400).toList(), true));

        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "read.mjs")) {
            Files.write(INSTALLED.resolve(file), Files.readAllBytes(SCRIPTS.resolve(file)));
        }
        // A cached download never expires: the lock file has its hash.
        var unused = run(INSTALLED, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline");
        read = JSON.readTree(run(INSTALLED, "node", "read.mjs", files.toString()));
    }

    private static void write(String name, DurableEvent... events) throws IOException {
        RoomTranscript room = Exports.room(events);
        for (TranscriptFormat format : FORMATS) {
            String file = Exports.render(format, room);
            String suffix = format == TranscriptFormat.WEBVTT ? ".vtt" : ".srt";
            Files.writeString(files.resolve(name + suffix), file);
            CueFile parsed = format == TranscriptFormat.WEBVTT ? CueFile.webVtt(file) : CueFile.subRip(file);
            WRITTEN.put(name + suffix, sorted(Stream.concat(parsed.cues().stream(), parsed.notices().stream())));
        }
    }

    private static DurableEvent[] overlaps() {
        List<DurableEvent> events = new ArrayList<>(List.of(TestEvents.started()));
        for (int peer = 1; peer <= 5; peer++) {
            events.add(TestEvents.utterance(
                    "p" + peer,
                    "Name " + peer,
                    "u" + peer,
                    "this is said while four others say the same ".repeat(peer).strip(),
                    10 + peer % 2,
                    14 + peer));
            events.add(TestEvents.gap("p" + peer, 10, 14.0, "Oh."));
        }
        return events.toArray(DurableEvent[]::new);
    }

    /** Returns an utterance of 1 s per name, each of another peer, or per text, all of one peer. */
    private static DurableEvent[] utterances(List<String> values, boolean areTexts) {
        List<DurableEvent> events = new ArrayList<>(List.of(TestEvents.started()));
        for (int i = 0; i < values.size(); i++) {
            events.add(TestEvents.utterance(
                    areTexts ? "p" : "p" + i,
                    areTexts ? "Ana" : values.get(i),
                    "u" + i,
                    areTexts ? values.get(i) : "word " + i,
                    2 * i,
                    2 * i + 1));
        }
        return events.toArray(DurableEvent[]::new);
    }

    @Test
    void everyLibraryReadsEveryCue() {
        SoftAssertions all = new SoftAssertions();
        assertThat(WRITTEN).hasSize(14);
        WRITTEN.forEach((file, cues) -> {
            JsonNode readers = read.get(file);
            all.assertThat(readers.size()).as(file).isEqualTo(file.endsWith(".vtt") ? 5 : 3);
            readers.properties().forEach(reader -> {
                String description = reader.getKey() + " reads " + file;
                if (reader.getValue().isTextual()) {
                    all.fail(description + ": " + reader.getValue().textValue());
                    return;
                }
                List<CueFile.Cue> found = new ArrayList<>();
                reader.getValue()
                        .forEach(cue -> found.add(new CueFile.Cue(
                                cue.get(0).longValue(),
                                cue.get(1).longValue(),
                                cue.get(3).asText(""),
                                cue.get(2).textValue())));
                all.assertThat(sorted(found.stream())).as(description).isEqualTo(asRead(file, cues));
            });
        });
        all.assertAll();
    }

    /** ffmpeg decodes both formats and writes what it has understood as SubRip, without the speakers of WebVTT. */
    @Test
    void ffmpegReadsEveryCue() throws Exception {
        String missing = "ffmpeg is not installed";
        boolean isInstalled = isOnPath("ffmpeg");
        if (System.getenv("CI") != null) {
            assertThat(isInstalled).as(missing).isTrue();
        }
        assumeTrue(isInstalled, missing);
        SoftAssertions all = new SoftAssertions();
        for (String suffix : List.of(".vtt", ".srt")) {
            List<String> names = WRITTEN.keySet().stream()
                    .filter(name -> name.endsWith(suffix))
                    .toList();
            List<String> command =
                    new ArrayList<>(List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "warning", "-y"));
            names.forEach(
                    name -> command.addAll(List.of("-i", files.resolve(name).toString())));
            for (int i = 0; i < names.size(); i++) {
                command.addAll(List.of(
                        "-map",
                        Integer.toString(i),
                        files.resolve(names.get(i) + ".out.srt").toString()));
            }
            String output = run(files, command.toArray(String[]::new));
            assertThat(output.lines().filter(line -> !line.startsWith("Output file is empty")))
                    .isEmpty();
            for (String name : names) {
                List<CueFile.Cue> found = cuesOfFfmpeg(Files.readString(files.resolve(name + ".out.srt")));
                all.assertThat(found).as("ffmpeg reads " + name).isEqualTo(ofFfmpeg(name));
            }
        }
        all.assertAll();
    }

    private static List<CueFile.Cue> ofFfmpeg(String name) {
        return sorted(asRead(name, WRITTEN.get(name)).stream()
                .map(cue -> new CueFile.Cue(cue.start(), cue.end(), "", cue.text())));
    }

    private static List<CueFile.Cue> cuesOfFfmpeg(String file) {
        return sorted(Stream.of(file.replace("\r", "").split("\n\n"))
                .filter(block -> !block.isBlank())
                .map(block -> block.split("\n", 3))
                .map(lines -> new CueFile.Cue(millis(lines[1], 0), millis(lines[1], 1), "", lines[2].stripTrailing())));
    }

    private static long millis(String times, int index) {
        String[] parts = times.split(" --> ", -1)[index].split("[:,]", -1);
        return ((Long.parseLong(parts[0]) * 60 + Long.parseLong(parts[1])) * 60 + Long.parseLong(parts[2])) * 1000
                + Long.parseLong(parts[3]);
    }

    /** In SubRip the speaker is part of the text. */
    private static List<CueFile.Cue> asRead(String file, List<CueFile.Cue> cues) {
        if (file.endsWith(".vtt")) {
            return cues;
        }
        return sorted(cues.stream()
                .map(cue -> new CueFile.Cue(
                        cue.start(),
                        cue.end(),
                        "",
                        cue.speaker().isEmpty() ? cue.text() : cue.speaker() + ": " + cue.text())));
    }

    private static List<CueFile.Cue> sorted(Stream<CueFile.Cue> cues) {
        return cues.sorted(Comparator.comparingLong(CueFile.Cue::start)
                        .thenComparing(CueFile.Cue::end)
                        .thenComparing(CueFile.Cue::text)
                        .thenComparing(CueFile.Cue::speaker))
                .toList();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Runs a program and returns its output and its messages. */
    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("output", ".txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "Could not start " + command[0] + ": the tests with subtitle readers need Node.js 20 or later, with"
                            + " npm, on the PATH",
                    e);
        }
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as("%s ended: %s", command[0], text).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command[0], text).isZero();
        return text;
    }
}
