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

/**
 * How long captions take, in real time, with workers and the gate as they are set by default: from the end of a sentence,
 * as the script has it, to its final; and from the end of a word to the first partial that shows it.
 */
final class Latency implements Benchmarks.Benchmark {
    private static final double WARM_UP_SECONDS = 10;
    private static final double SECONDS = 60;
    /** What a stream costs is measured on so many, for so long. */
    private static final int SAMPLE = 100;

    private static final double SAMPLE_SECONDS = 20;
    private static final double MOST_LATE_MILLIS = 100;
    /** A final that is farther from any sentence's end ended an utterance within one. */
    private static final double NEAR_SECONDS = 0.4;

    @Override
    public void run() {
        System.out.printf(
                "| | streams | of all cores | ms from … | p50 | p95 | p99 |%n|---|---|---|---|---|---|---|%n");
        measure("one stream", 1);
        measure("80 % of the machine", (int) (0.8 * Setup.CORES / cost()));
    }

    /** Returns the processor seconds that a stream takes in a second, with all that goes with it. */
    private static double cost() {
        try (DecodingPool pool = Setup.pool(Setup.workers(2), Setup.THREADS)) {
            List<Talker> talkers = talkers(pool, SAMPLE);
            long[] before = new long[1];
            Setup.inRealTime(WARM_UP_SECONDS + SAMPLE_SECONDS, chunk -> {
                if (chunk == WARM_UP_SECONDS * 50) {
                    before[0] = Setup.cpuNanos();
                }
                talkers.forEach(talker -> talker.say(chunk, System.nanoTime()));
            });
            double cost = (Setup.cpuNanos() - before[0]) / 1e9 / SAMPLE_SECONDS / SAMPLE;
            talkers.forEach(Talker::stop);
            return cost;
        }
    }

    private static void measure(String what, int streams) {
        try (DecodingPool pool = Setup.pool(Setup.workers(2), Setup.THREADS)) {
            List<Talker> talkers = talkers(pool, streams);
            long before = Setup.cpuNanos();
            long start = System.nanoTime();
            double late = Setup.inRealTime(WARM_UP_SECONDS + SECONDS, chunk -> {
                long now = System.nanoTime();
                talkers.forEach(talker -> talker.say(chunk, now));
            });
            double share = (Setup.cpuNanos() - before) / (double) (System.nanoTime() - start) / Setup.CORES;
            double utilization = pool.load().utilization();
            talkers.forEach(Talker::stop);
            System.out.printf("By its own measure at the end: %.0f %%%n", utilization * 100);
            row(what, streams, share, "the sentence's end to its final", all(talkers, talker -> talker.finals));
            row(what, streams, share, "a word's end to a partial with it", all(talkers, talker -> talker.partials));
            if (late > MOST_LATE_MILLIS) {
                System.out.printf("%nNot to be trusted: the audio itself was %.0f ms late.%n%n", late);
            }
        }
    }

    private static List<Talker> talkers(DecodingPool pool, int count) {
        List<Talker> talkers = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            boolean even = number % 2 == 0;
            short[] voice = even ? Setup.ALICE : Setup.BOB;
            long offset = (long) (voice.length * (number * 0.618 % 1)) / Setup.CHUNK * Setup.CHUNK;
            talkers.add(new Talker(pool, voice, even ? "alice" : "bob", offset));
        }
        return talkers;
    }

    private static List<Double> all(List<Talker> talkers, java.util.function.Function<Talker, List<Double>> measured) {
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
                Setup.percentile(millis, 0.5),
                Setup.percentile(millis, 0.95),
                Setup.percentile(millis, 0.99));
    }

    /** Somebody who says a recording over and over again, and notes when it is heard. */
    private static final class Talker extends Setup.Silent {
        private record Shown(List<String> words, long nanos) {}

        final List<Double> finals = Collections.synchronizedList(new ArrayList<>());
        final List<Double> partials = Collections.synchronizedList(new ArrayList<>());
        final SpeechStream stream;

        private final short[] voice;
        private final List<DemoScript.Line> script;
        private final long offset;
        private final SpeechGate gate = new SpeechGate(GateOptions.defaults());
        private final List<Shown> shown = new ArrayList<>();
        /** When the stream's sample 0 was spoken. */
        private volatile long startNanos;

        Talker(DecodingPool pool, short[] voice, String speaker, long offset) {
            this.voice = voice;
            this.offset = offset;
            script = DemoScript.lines(speaker);
            stream = pool.open(new StreamOptions(true, false), this);
        }

        void say(int chunk, long nowNanos) {
            if (chunk == 0) {
                startNanos = nowNanos - 20_000_000;
            }
            gate.push(Setup.chunk(voice, offset + (long) chunk * Setup.CHUNK), new Setup.Through(stream));
        }

        void stop() {
            Setup.await(stream, EndReason.TRACK_ENDED);
        }

        @Override
        public void onPartial(Hypothesis hypothesis) {
            shown.add(new Shown(List.of(hypothesis.text().split(" ")), System.nanoTime()));
        }

        @Override
        public void onFinal(Utterance utterance) {
            long now = System.nanoTime();
            List<Utterance.Word> words = utterance.words();
            long last = words.get(words.size() - 1).endSample();
            if (last >= WARM_UP_SECONDS * Setup.RATE && utterance.endReason() == EndReason.ENDPOINT) {
                sentenceEnd(last).ifPresent(end -> finals.add(millisSince(end, now)));
                for (int i = 0; i < words.size(); i++) {
                    int word = i;
                    shown.stream()
                            .filter(one -> one.words.size() > word
                                    && one.words
                                            .get(word)
                                            .equals(words.get(word).text()))
                            .findFirst()
                            .ifPresent(one -> partials.add(
                                    Math.max(0, millisSince(words.get(word).endSample(), one.nanos))));
                }
            }
            shown.clear();
        }

        /** Returns the stream's sample at which the sentence ends that ends nearest to one. */
        private Optional<Long> sentenceEnd(long sample) {
            double at = (sample + offset) % voice.length / (double) Setup.RATE;
            return script.stream()
                    .map(line -> line.end() - at)
                    .min(Comparator.comparingDouble(Math::abs))
                    .filter(distance -> Math.abs(distance) < NEAR_SECONDS)
                    .map(distance -> sample + Math.round(distance * Setup.RATE));
        }

        private double millisSince(long sample, long nanos) {
            return (nanos - startNanos) / 1e6 - sample / (double) Setup.RATE * 1e3;
        }
    }
}
