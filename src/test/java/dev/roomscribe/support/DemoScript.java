package dev.roomscribe.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The sentences of the demo room, with their speakers and times. */
public final class DemoScript {
    /** The length of the recordings, in seconds, after which they repeat. */
    public static final double LOOP_SECONDS = 1_028_266 / 16_000.0;

    /** One sentence; times in seconds from the start of the recording. */
    public record Line(String speaker, double start, double end, String text) {}

    private DemoScript() {}

    public static List<Line> lines() {
        try (BufferedReader script = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DemoScript.class.getResourceAsStream("/demo-room/script.tsv")),
                StandardCharsets.UTF_8))) {
            return script.lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(cells ->
                            new Line(cells[0], Double.parseDouble(cells[1]), Double.parseDouble(cells[2]), cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Line> lines(String speaker) {
        return lines().stream().filter(line -> line.speaker().equals(speaker)).toList();
    }
}
