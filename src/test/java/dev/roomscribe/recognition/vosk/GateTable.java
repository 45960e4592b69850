package dev.roomscribe.recognition.vosk;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.DemoScript;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints the table of {@code docs/benchmarks.md}: what the gate costs in words and in latency, and what it saves.
 *
 * <p>Arguments: the values of endpointing to try, in ms.
 */
public final class GateTable {
    private static final double RATE = 16_000;
    private static final Map<String, Gated.Result> UNGATED = new HashMap<>();

    /** So many draws of every noise. */
    private static final int SEEDS = 3;

    /** Sums over {@code recordings} of them. */
    private record Row(
            int recordings,
            int said,
            int ungatedErrors,
            int gatedErrors,
            double share,
            double gatedEnd,
            double ungatedEnd) {
        static final Row NOTHING = new Row(0, 0, 0, 0, 0, 0, 0);

        Row plus(Row other) {
            return new Row(
                    recordings + other.recordings,
                    said + other.said,
                    ungatedErrors + other.ungatedErrors,
                    gatedErrors + other.gatedErrors,
                    share + other.share,
                    gatedEnd + other.gatedEnd,
                    ungatedEnd + other.ungatedEnd);
        }
    }

    private GateTable() {}

    public static void main(String[] milliseconds) {
        try (VoskModel model = VoskModel.builtIn()) {
            for (String endpointing : milliseconds.length == 0 ? new String[] {"500"} : milliseconds) {
                GateOptions options = new GateOptions(Duration.ofMillis(Long.parseLong(endpointing)), true);
                print(
                        "%n| endpointing %s ms | WER, all decoded | WER, gated | audio decoded | end told after, gated |"
                                + " all decoded |%n|---|---|---|---|---|---|%n",
                        endpointing);
                for (Conditions conditions : Conditions.all()) {
                    row(model, conditions, options);
                }
            }
            cost(model);
        }
    }

    private static void row(VoskModel model, Conditions conditions, GateOptions options) {
        Row row = Row.NOTHING;
        for (int seed = 1; seed <= (conditions.noisy() ? SEEDS : 1); seed++) {
            row = row.plus(one(model, "alice", conditions, seed, options))
                    .plus(one(model, "bob", conditions, seed, options));
        }
        print(
                "| %s | %.2f %% | %.2f %% | %.0f %% | %.0f ms | %.0f ms |%n",
                conditions.name(),
                100.0 * row.ungatedErrors / row.said,
                100.0 * row.gatedErrors / row.said,
                100 * row.share / row.recordings,
                1000 * row.gatedEnd / row.recordings,
                1000 * row.ungatedEnd / row.recordings);
    }

    private static Row one(VoskModel model, String speaker, Conditions conditions, long seed, GateOptions options) {
        short[] recording = conditions.of(Recordings.demo(speaker), seed);
        List<DemoScript.Line> script = DemoScript.lines(speaker);
        Gated.Result ungated =
                UNGATED.computeIfAbsent(speaker + conditions + seed, unused -> Gated.ungated(model, recording));
        Gated.Result gated = Gated.gated(model, recording, options);
        List<String> said = script.stream()
                .flatMap(line -> Arrays.stream(line.text().split(" ")))
                .toList();
        return new Row(
                1,
                said.size(),
                WordErrors.count(said, ungated.words()),
                WordErrors.count(said, gated.words()),
                gated.share(),
                endDelay(script, gated),
                endDelay(script, ungated));
    }

    /** Returns the median time from the end of a sentence until its utterance is told to be over. */
    private static double endDelay(List<DemoScript.Line> script, Gated.Result result) {
        List<Double> delays = new ArrayList<>();
        for (DemoScript.Line line : script) {
            result.utterances().stream()
                    .filter(heard -> heard.words().get(heard.words().size() - 1).end() > line.end() - 0.5)
                    .filter(heard -> heard.toldAt() > line.end() - 0.2)
                    .findFirst()
                    .ifPresent(heard -> delays.add(heard.toldAt() - line.end()));
        }
        delays.sort(null);
        return delays.get(delays.size() / 2);
    }

    private static void cost(VoskModel model) {
        short[] recording = Conditions.all().get(5).of(Recordings.demo("bob"), 1);
        double gate = 0;
        for (int round = 0; round < 20; round++) {
            gate = cpuSeconds(() -> gateOnly(recording));
        }
        double decoding = cpuSeconds(() -> Gated.ungated(model, recording));
        double audio = recording.length / RATE;
        print(
                "%nOf a core, for each stream: the gate %.3f %%, decoding everything %.2f %%. %d cores.%n",
                100 * gate / audio, 100 * decoding / audio, Runtime.getRuntime().availableProcessors());
    }

    private static void gateOnly(short[] recording) {
        SpeechGate gate = new SpeechGate(GateOptions.defaults());
        for (int from = 0; from + 320 <= recording.length; from += 320) {
            gate.push(Arrays.copyOfRange(recording, from, from + 320), new SpeechGate.Sink() {
                @Override
                public void speech(short[] samples) {}

                @Override
                public void silence(int samples) {}

                @Override
                public void endOfSpeech() {}
            });
        }
    }

    private static double cpuSeconds(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
