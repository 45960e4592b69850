package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.event.Word;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenHoursTest {
    private static final int UTTERANCES = 20_000;
    private static final int WORDS = 12;

    @Test
    void tenHoursAreExportedInEveryFormatWithAHeapOf40Megabytes(@TempDir Path directory) throws Exception {
        File log = directory.resolve("output").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exporter.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        String output = Files.readString(log.toPath(), StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        // In JSON, the first word of the text is repeated in the list of words; verbose JSON has the text twice.
        assertThat(output.lines())
                .containsExactly(
                        "JSON " + 2 * UTTERANCES,
                        "JSON_LINES " + 2 * UTTERANCES,
                        "WEBVTT " + UTTERANCES,
                        "SUBRIP " + UTTERANCES,
                        "TEXT " + UTTERANCES,
                        "VERBOSE_JSON " + 3 * UTTERANCES,
                        "HTML " + UTTERANCES);
    }

    private static final class FailingObserver implements StorageObserver {
        @Override
        public void unwritten(long events) {}

        @Override
        public void lost(int events) {
            throw new AssertionError("The log lost " + events);
        }
    }

    /** Runs in the other process and prints the number of utterances in each file. */
    static final class Exporter {
        private Exporter() {}

        public static void main(String[] arguments) throws Exception {
            DiskLimits limits = new DiskLimits(Duration.ofDays(1), 256 << 20, 1 << 30, Duration.ofSeconds(1));
            try (TranscriptStore store = FileStore.open(
                    Path.of(arguments[0]), limits, InstantSource.system(), new FailingObserver(), sessionId -> false)) {
                Transcripts transcripts = new Transcripts(
                        store,
                        new SubscriberLimits(1, 1, Duration.ofSeconds(2)),
                        InstantSource.system(),
                        new RecordingObserver());
                RoomTranscript room = transcripts.open("r1");
                room.append(TestEvents.started()).toCompletableFuture().join();
                for (int number = 0; number < UTTERANCES; number++) {
                    room.append(utterance(number)).toCompletableFuture().join();
                }
                for (TranscriptFormat format : TranscriptFormat.values()) {
                    Iterator<String> file = format.render(SessionIndex.of(room.logSnapshot())
                            .view(Selection.LATEST)
                            .orElseThrow());
                    long found = 0;
                    while (file.hasNext()) {
                        found += count(file.next());
                    }
                    System.out.println(format + " " + found);
                }
            }
        }

        private static long count(String text) {
            long found = 0;
            for (int at = text.indexOf("utterance-"); at >= 0; at = text.indexOf("utterance-", at + 1)) {
                found++;
            }
            return found;
        }

        private static FinalTranscript utterance(int number) {
            double start = number * 1.8;
            List<Word> words = new ArrayList<>();
            StringBuilder text = new StringBuilder("utterance-").append(number);
            words.add(new Word(text.toString(), start, start + 0.1, 0.9));
            for (int word = 1; word < WORDS; word++) {
                text.append(" word").append(word);
                words.add(new Word("word" + word, start + word * 0.1, start + word * 0.1 + 0.1, 0.9));
            }
            String peer = "p" + number % 2;
            return new FinalTranscript(
                    TestEvents.SESSION,
                    peer,
                    "track of " + peer,
                    "Name of " + peer,
                    "u" + number,
                    7,
                    text.toString(),
                    null,
                    0.9,
                    words,
                    start,
                    start + WORDS * 0.1,
                    MutableClock.START.plusMillis(Math.round(start * 1000)),
                    "en-US",
                    "model",
                    EndReason.ENDPOINT,
                    false);
        }
    }
}
