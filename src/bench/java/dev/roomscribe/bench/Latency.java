package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.support.DemoScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures the latency of captions in real time, with workers and the speech gate at their defaults: from the end of a
 * sentence in the script to its final, and from the end of a word to the first partial that contains it.
 */
final class Latency implements Benchmarks.Benchmark {
    private static final double WARM_UP_SECONDS = 10;
    private static final double SECONDS = 60;
    /** The number of streams on which the CPU time of one is measured. */
    private static final int COST_STREAMS = 100;

    private static final double COST_SECONDS = 20;
    private static final double MAX_INPUT_DELAY_MILLIS = 100;
    /** A final farther than this from the end of any sentence ended an utterance within a sentence; it is ignored. */
    private static final double MAX_DISTANCE_SECONDS = 0.4;

    @Override
    public void run() {
        System.out.printf(
                "| | streams | of all cores | ms from … | p50 | p95 | p99 |%n|---|---|---|---|---|---|---|%n");
        measure("one stream", 1);
        measure("80 % of the machine", (int) (0.8 * Pools.CORES / cpuPerStream()));
    }

    /** Returns the CPU seconds of one stream per second of audio, including all overhead. */
    private static double cpuPerStream() {
        try (DecodingPool pool = Pools.pool(Pools.workers(2), Pools.THREADS)) {
            List<Talker> talkers = talkers(pool, COST_STREAMS);
            long[] before = new long[1];
            Measurement.inRealTime(WARM_UP_SECONDS + COST_SECONDS, chunk -> {
                if (chunk == WARM_UP_SECONDS * 50) {
                    before[0] = Measurement.cpuNanos();
                }
                talkers.forEach(talker -> talker.pushChunk(chunk, System.nanoTime()));
            });
            double cost = (Measurement.cpuNanos() - before[0]) / 1e9 / COST_SECONDS / COST_STREAMS;
            talkers.forEach(Talker::close);
            return cost;
        }
    }

    private static void measure(String what, int streams) {
        try (DecodingPool pool = Pools.pool(Pools.workers(2), Pools.THREADS)) {
            List<Talker> talkers = talkers(pool, streams);
            long before = Measurement.cpuNanos();
            long start = System.nanoTime();
            double inputDelay = Measurement.inRealTime(WARM_UP_SECONDS + SECONDS, chunk -> {
                long now = System.nanoTime();
                talkers.forEach(talker -> talker.pushChunk(chunk, now));
            });
            double share = (Measurement.cpuNanos() - before) / (double) (System.nanoTime() - start) / Pools.CORES;
            double utilization = pool.load().utilization();
            talkers.forEach(Talker::close);
            System.out.printf("Utilization as the pool measures it, at the end: %.0f %%%n", utilization * 100);
            row(what, streams, share, "the end of a sentence to its final", all(talkers, talker -> talker.finals));
            row(
                    what,
                    streams,
                    share,
                    "the end of a word to the first partial with it",
                    all(talkers, talker -> talker.partials));
            if (inputDelay > MAX_INPUT_DELAY_MILLIS) {
                System.out.printf("%nUnreliable: the audio itself was up to %.0f ms late.%n%n", inputDelay);
            }
        }
    }

    private static List<Talker> talkers(DecodingPool pool, int count) {
        List<Talker> talkers = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            boolean even = number % 2 == 0;
            short[] voice = even ? Audio.ALICE : Audio.BOB;
            long offset = (long) (voice.length * (number * 0.618 % 1)) / Audio.CHUNK * Audio.CHUNK;
            talkers.add(new Talker(pool, voice, even ? "alice" : "bob", offset));
        }
        return talkers;
    }

    private static List<Double> all(List<Talker> talkers, Function<Talker, List<Double>> measured) {
        return talkers.stream()
                .flatMap(talker -> measured.apply(talker).stream())
                .toList();
    }

    private static void row(String what, int streams, double share, String from, List<Double> millis) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f %% | %s (%d) | %.0f | %.0f | %.0f |%n",
                what,
                streams,
                share * 100,
                from,
                millis.size(),
                Measurement.percentile(millis, 0.5),
                Measurement.percentile(millis, 0.95),
                Measurement.percentile(millis, 0.99));
    }

    /** Plays a recording into a stream endlessly and measures the latency of its partials and finals. */
    private static final class Talker extends Pools.StrictListener {
        private record Partial(List<String> words, long nanos) {}

        final List<Double> finals = Collections.synchronizedList(new ArrayList<>());
        final List<Double> partials = Collections.synchronizedList(new ArrayList<>());
        final SpeechStream stream;

        private final short[] voice;
        private final List<DemoScript.Line> script;
        private final long offset;
        private final SpeechGate gate = new SpeechGate(GateOptions.defaults());
        private final List<Partial> partialsOfUtterance = new ArrayList<>();
        /** The time of the start of the stream's sample 0. */
        private volatile long startNanos;

        Talker(DecodingPool pool, short[] voice, String speaker, long offset) {
            this.voice = voice;
            this.offset = offset;
            script = DemoScript.lines(speaker);
            stream = pool.open(new StreamOptions(true, false), this);
        }

        void pushChunk(int chunk, long nowNanos) {
            if (chunk == 0) {
                startNanos = nowNanos - 20_000_000;
            }
            gate.push(Audio.chunk(voice, offset + (long) chunk * Audio.CHUNK), new Pools.GateSink(stream));
        }

        void close() {
            Pools.close(stream, EndReason.TRACK_ENDED);
        }

        @Override
        public void onPartial(Hypothesis hypothesis) {
            partialsOfUtterance.add(new Partial(List.of(hypothesis.text().split(" ")), System.nanoTime()));
        }

        @Override
        public void onFinal(Utterance utterance) {
            long now = System.nanoTime();
            List<Utterance.Word> words = utterance.words();
            long last = words.get(words.size() - 1).endSample();
            if (last >= WARM_UP_SECONDS * Audio.RATE && utterance.endReason() == EndReason.ENDPOINT) {
                sentenceEnd(last).ifPresent(end -> finals.add(millisSince(end, now)));
                for (int i = 0; i < words.size(); i++) {
                    int word = i;
                    partialsOfUtterance.stream()
                            .filter(partial -> partial.words.size() > word
                                    && partial.words
                                            .get(word)
                                            .equals(words.get(word).text()))
                            .findFirst()
                            .ifPresent(partial -> partials.add(
                                    Math.max(0, millisSince(words.get(word).endSample(), partial.nanos))));
                }
            }
            partialsOfUtterance.clear();
        }

        /** Returns the sample at which the nearest sentence ends, if that is near enough. */
        private Optional<Long> sentenceEnd(long sample) {
            double seconds = (sample + offset) % voice.length / (double) Audio.RATE;
            return script.stream()
                    .map(line -> line.end() - seconds)
                    .min(Comparator.comparingDouble(Math::abs))
                    .filter(distance -> Math.abs(distance) < MAX_DISTANCE_SECONDS)
                    .map(distance -> sample + Math.round(distance * Audio.RATE));
        }

        private double millisSince(long sample, long nanos) {
            return (nanos - startNanos) / 1e6 - sample / (double) Audio.RATE * 1e3;
        }
    }
}
