package dev.roomscribe.recognition.vosk;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Noises;
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
 * Prints the tables of {@code docs/benchmarks.md}: the word errors and the latency that the gate causes, the decoding that it
 * saves, and its cost.
 *
 * <p>Arguments: the endpointing values to measure, in ms; {@code cost} measures only the cost.
 */
public final class GateBenchmark {
    private static final double RATE = 16_000;
    private static final Map<String, GateExperiment.Result> UNGATED = new HashMap<>();

    /** How many times each noise is generated. */
    private static final int SEEDS = 3;

    private static final int SECONDS = 60;
    private static final int ROUNDS = 20;

    /** Sums over {@code recordings} recordings. */
    private record Row(
            int recordings,
            int spokenWords,
            int ungatedErrors,
            int gatedErrors,
            double share,
            double gatedEnd,
            double ungatedEnd) {
        static final Row EMPTY = new Row(0, 0, 0, 0, 0, 0, 0);

        Row plus(Row other) {
            return new Row(
                    recordings + other.recordings,
                    spokenWords + other.spokenWords,
                    ungatedErrors + other.ungatedErrors,
                    gatedErrors + other.gatedErrors,
                    share + other.share,
                    gatedEnd + other.gatedEnd,
                    ungatedEnd + other.ungatedEnd);
        }
    }

    private GateBenchmark() {}

    public static void main(String[] arguments) {
        try (VoskModel model = VoskModel.builtIn()) {
            for (String endpointing : arguments.length == 0 ? new String[] {"500"} : arguments) {
                if (endpointing.equals("cost")) {
                    continue;
                }
                GateOptions options = new GateOptions(Duration.ofMillis(Long.parseLong(endpointing)), true);
                print(
                        "%n| endpointing %s ms | WER, all decoded | WER, gated | audio decoded | end detected after, gated |"
                                + " all decoded |%n|---|---|---|---|---|---|%n",
                        endpointing);
                for (NoiseCondition condition : NoiseCondition.all()) {
                    row(model, condition, options);
                }
            }
            cost(model);
        }
    }

    private static void row(VoskModel model, NoiseCondition condition, GateOptions options) {
        Row row = Row.EMPTY;
        for (int seed = 1; seed <= (condition.hasNoise() ? SEEDS : 1); seed++) {
            row = row.plus(measure(model, "alice", condition, seed, options))
                    .plus(measure(model, "bob", condition, seed, options));
        }
        print(
                "| %s | %.2f %% | %.2f %% | %.0f %% | %.0f ms | %.0f ms |%n",
                condition.name(),
                100.0 * row.ungatedErrors / row.spokenWords,
                100.0 * row.gatedErrors / row.spokenWords,
                100 * row.share / row.recordings,
                1000 * row.gatedEnd / row.recordings,
                1000 * row.ungatedEnd / row.recordings);
    }

    private static Row measure(
            VoskModel model, String speaker, NoiseCondition condition, long seed, GateOptions options) {
        short[] recording = condition.applyTo(Recordings.demo(speaker), seed);
        List<DemoScript.Line> script = DemoScript.lines(speaker);
        GateExperiment.Result ungated =
                UNGATED.computeIfAbsent(speaker + condition + seed, unused -> GateExperiment.ungated(model, recording));
        GateExperiment.Result gated = GateExperiment.gated(model, recording, options);
        List<String> spoken = script.stream()
                .flatMap(line -> Arrays.stream(line.text().split(" ")))
                .toList();
        return new Row(
                1,
                spoken.size(),
                WordErrors.count(spoken, ungated.words()),
                WordErrors.count(spoken, gated.words()),
                gated.share(),
                endDelay(script, gated),
                endDelay(script, ungated));
    }

    /** Returns the median time from the end of a sentence until the end of its utterance is detected, in seconds. */
    private static double endDelay(List<DemoScript.Line> script, GateExperiment.Result result) {
        List<Double> delays = new ArrayList<>();
        for (DemoScript.Line line : script) {
            result.utterances().stream()
                    .filter(utterance ->
                            utterance.words().get(utterance.words().size() - 1).end() > line.end() - 0.5)
                    .filter(utterance -> utterance.endedAt() > line.end() - 0.2)
                    .findFirst()
                    .ifPresent(utterance -> delays.add(utterance.endedAt() - line.end()));
        }
        delays.sort(null);
        return delays.get(delays.size() / 2);
    }

    private static void cost(VoskModel model) {
        short[] noisySpeech = NoiseCondition.all().get(5).applyTo(Recordings.demo("bob"), 1);
        print("%n| CPU time for a second of audio | ms |%n|---|---|%n");
        gateCost("digital silence", Noises.silence(SECONDS));
        gateCost("a quiet room (pink noise, -75 dBFS)", Noises.pink(SECONDS, -75, 1));
        gateCost("a noisy room (pink noise, -50 dBFS)", Noises.pink(SECONDS, -50, 1));
        gateCost("speech without noise, half of it silence", Recordings.demo("bob"));
        gateCost("speech in noise of 10 dB", noisySpeech);
        costRow(
                "decoding everything",
                cpuSeconds(() -> GateExperiment.ungated(model, noisySpeech)),
                noisySpeech.length);
    }

    /** Prints the least of some rounds: other programs may slow others down. */
    private static void gateCost(String sound, short[] recording) {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            least = Math.min(least, cpuSeconds(() -> gateOnly(recording)));
        }
        costRow("the gate, " + sound, least, recording.length);
    }

    private static void costRow(String title, double cpuSeconds, int samples) {
        print("| %s | %.2f |%n", title, 1_000 * cpuSeconds * RATE / samples);
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
