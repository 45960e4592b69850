package dev.roomscribe.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A recording, and the intervals in which it contains speech.
 *
 * @param text the words in it, if known
 * @param speech the intervals of speech; none if there is none in the recording
 */
@SuppressWarnings("ArrayRecordComponent")
public record LabelledRecording(
        String name, Kind kind, String speaker, String text, List<Interval> speech, short[] samples) {
    private static final int WAV_HEADER = 44;

    /** What a recording contains. */
    public enum Kind {
        /** One word that is spoken alone. */
        WORD,
        /** Conversation in a meeting, with labels by people. */
        MEETING,
        /** Commands and sentences that are read. */
        READ,
        /** A voice over strong mains hum. */
        OVER_HUM,
        /** Whispered speech. */
        WHISPER,
        /** Noises and music. */
        NOISE
    }

    /** An interval of samples. */
    public record Interval(int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** Returns whether thresholds may be chosen by this recording; the other half only judges them. */
    boolean isForTuning() {
        String hashed = kind == Kind.WORD ? speaker + name.charAt("digit_".length()) : name;
        CRC32 hash = new CRC32();
        hash.update(hashed.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % 2 == 0;
    }

    /** Reads the recordings that {@code labels.tsv} in a folder names. */
    public static List<LabelledRecording> read(Path folder) throws IOException {
        List<LabelledRecording> recordings = new ArrayList<>();
        List<String> lines = Files.readAllLines(folder.resolve("labels.tsv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t", -1);
            short[] samples = samples(folder.resolve(columns[0]));
            recordings.add(new LabelledRecording(
                    columns[0], kind(columns), columns[5], columns[6], intervals(columns[2], samples.length), samples));
        }
        return recordings;
    }

    private static Kind kind(String[] columns) {
        String name = columns[0].toLowerCase(Locale.ROOT);
        if (columns[2].isEmpty()) {
            return Kind.NOISE;
        }
        if (name.startsWith("digit_")) {
            return Kind.WORD;
        }
        if (name.startsWith("paa_")) {
            return Kind.OVER_HUM;
        }
        return name.startsWith("ami_") ? Kind.MEETING : Kind.READ;
    }

    private static List<Interval> intervals(String seconds, int samples) {
        if (seconds.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(seconds.split(";"))
                .map(interval -> interval.split("-"))
                .map(ends -> new Interval(sample(ends[0]), Math.min(samples, sample(ends[1]))))
                .toList();
    }

    private static int sample(String seconds) {
        return (int) Math.round(Double.parseDouble(seconds) * Pcm16.RATE);
    }

    private static short[] samples(Path wav) throws IOException {
        byte[] bytes = Files.readAllBytes(wav);
        short[] samples = new short[(bytes.length - WAV_HEADER) / 2];
        ByteBuffer.wrap(bytes, WAV_HEADER, 2 * samples.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        return samples;
    }
}
