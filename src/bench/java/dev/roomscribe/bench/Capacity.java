package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.recognition.worker.DecodingWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares the capacity that a pool with workers states with what the machine carries: how many streams can speak without
 * a pause at the same time, with a lag of at most 500 ms at the 99th percentile. Then overloads it.
 */
final class Capacity implements Benchmarks.Benchmark {
    private static final double MAX_LAG_MILLIS = 500;
    private static final double WARM_UP_SECONDS = 4;
    private static final double SECONDS = 10;
    private static final Duration MAX_QUEUE = Duration.ofSeconds(10);
    private static final int ROUNDS = 6;

    /** Speech without its pauses. */
    static final short[] SPEECH = speech();

    private double selfTestCost;

    /** @param capacity as stated at the end */
    private record Run(int streams, double lagMillis, int capacity, double utilization) {}

    @Override
    public void run() {
        selfTestCost = DecodingWorkers.selfTest(
                        ModelFiles.builtIn(), Duration.ofMinutes(1), Arrays.copyOf(SPEECH, 64_000), Pools.CORES)
                .result()
                .cost();
        int atStart;
        try (DecodingPool pool = pool()) {
            atStart = pool.load().capacity().streams();
        }
        Run carried = carried(atStart);
        Run half = measure(carried.streams / 2);
        Run saturated = measure(2 * carried.streams);
        System.out.printf(
                Locale.ROOT,
                "| carried (%.0f ms of lag at p99) | stated at the start | at half load | where it is carried | at twice"
                        + " that |%n|---|---|---|---|---|%n| %d | %s | %s | %s | %s |%n%n",
                carried.lagMillis,
                carried.streams,
                ratio(atStart, carried),
                ratio(half.capacity, carried),
                ratio(carried.capacity, carried),
                ratio(saturated.capacity, carried));
        overload((int) (2.5 * carried.streams));
        new Bursts(selfTestCost).run();
    }

    private static String ratio(int stated, Run carried) {
        return String.format(Locale.ROOT, "%d (%+.0f %%)", stated, 100.0 * stated / carried.streams - 100);
    }

    private DecodingPool pool() {
        PoolLimits limits = PoolLimits.defaults().withThreads(Pools.THREADS).withMaxQueue(MAX_QUEUE);
        return new DecodingPool(Pools.workers(2), limits, (samples, cpu, waited) -> {}, System::nanoTime, selfTestCost);
    }

    /** Searches between a load that is carried and one that is not. */
    private Run carried(int first) {
        Run best = null;
        int carried = 0;
        int tooMany = Integer.MAX_VALUE;
        int count = first;
        for (int round = 0; round < ROUNDS && (round == 0 || tooMany - carried > Math.max(1, carried / 20)); round++) {
            Run run = measure(count);
            if (run.lagMillis <= MAX_LAG_MILLIS) {
                best = run;
                carried = count;
            } else {
                tooMany = count;
            }
            // At saturation, the stated capacity is 80 % of what was decoded.
            count = tooMany == Integer.MAX_VALUE
                    ? carried * 5 / 4
                    : carried == 0 ? Math.max(1, Math.min(tooMany * 3 / 4, run.capacity)) : (carried + tooMany) / 2;
        }
        if (best == null) {
            throw new IllegalStateException("Not even " + tooMany + " streams are carried; the machine is too busy");
        }
        return best;
    }

    private Run measure(int count) {
        try (DecodingPool pool = pool()) {
            Talkers talkers = new Talkers(pool, count);
            List<Double> lags = new ArrayList<>();
            Measurement.inRealTime(WARM_UP_SECONDS + SECONDS, chunk -> {
                talkers.push(chunk, count);
                if (chunk % 5 == 0 && chunk > WARM_UP_SECONDS * 50) {
                    lags.add(pool.load().lag().toNanos() / 1e6);
                }
            });
            Run run = new Run(
                    count,
                    Measurement.percentile(lags, 0.99),
                    pool.load().capacity().streams(),
                    pool.load().utilization());
            talkers.abandon();
            System.out.printf(
                    Locale.ROOT,
                    "%d streams: lag p99 %.0f ms, stated %d, utilization %.0f %%%n",
                    count,
                    run.lagMillis,
                    run.capacity,
                    100 * run.utilization);
            return run;
        }
    }

    /** Many streams speak for some seconds, and then as many as half of those that are carried. */
    private void overload(int count) {
        try (DecodingPool pool = pool()) {
            Talkers talkers = new Talkers(pool, count);
            double[] worstMillis = new double[1];
            double[] recovered = {Double.NaN};
            int overloadedChunks = 25 * 50;
            Measurement.inRealTime(25 + 25, chunk -> {
                talkers.push(chunk, chunk < overloadedChunks ? count : count / 5);
                if (chunk % 5 == 0) {
                    double lag = pool.load().lag().toNanos() / 1e6;
                    worstMillis[0] = Math.max(worstMillis[0], lag);
                    if (chunk >= overloadedChunks && Double.isNaN(recovered[0]) && lag <= MAX_LAG_MILLIS) {
                        recovered[0] = (chunk - overloadedChunks) / 50.0;
                    }
                }
            });
            System.out.printf(
                    Locale.ROOT,
                    "| 2.5 times what is carried | worst lag (s) | limit (s) | lost, in gaps | back below 500 ms after (s)"
                            + " |%n|---|---|---|---|---|%n| %d streams | %.2f | %.0f | %.0f %% | %.1f |%n%n",
                    count,
                    worstMillis[0] / 1e3,
                    MAX_QUEUE.toMillis() / 1e3,
                    100.0 * talkers.lost.get() / talkers.pushed,
                    recovered[0]);
            talkers.abandon();
        }
    }

    private static short[] speech() {
        short[] speech = new short[Audio.ALICE.length];
        int[] length = new int[1];
        SpeechGate gate = new SpeechGate(GateOptions.defaults());
        gate.push(Audio.ALICE, new SpeechGate.Sink() {
            @Override
            public void speech(short[] samples) {
                System.arraycopy(samples, 0, speech, length[0], samples.length);
                length[0] += samples.length;
            }

            @Override
            public void silence(int samples) {}

            @Override
            public void endOfSpeech() {}
        });
        return Arrays.copyOf(speech, length[0]);
    }

    /** Streams that speak without a pause, each from another place of the recording. */
    private static final class Talkers implements SpeechListener {
        final AtomicLong lost = new AtomicLong();
        long pushed;
        private final List<SpeechStream> streams = new ArrayList<>();

        Talkers(DecodingPool pool, int count) {
            for (int stream = 0; stream < count; stream++) {
                streams.add(pool.open(new StreamOptions(true, true), this));
            }
        }

        /** Pushes a chunk to the first {@code speaking} streams. */
        void push(int chunk, int speaking) {
            for (int stream = 0; stream < speaking; stream++) {
                long offset = (long) (SPEECH.length * (stream * 0.618 % 1));
                streams.get(stream).push(Audio.chunk(SPEECH, offset + (long) chunk * Audio.CHUNK));
                pushed += Audio.CHUNK;
            }
        }

        void abandon() {
            streams.forEach(SpeechStream::abandon);
            streams.forEach(stream -> Pools.close(stream, EndReason.TRACK_ENDED));
        }

        @Override
        public void onPartial(Hypothesis hypothesis) {}

        @Override
        public void onFinal(Utterance utterance) {}

        @Override
        public void onOutcome(AudioOutcome outcome) {
            if (outcome.kind().isLoss()) {
                lost.addAndGet(outcome.toSample() - outcome.fromSample());
            }
        }

        @Override
        public void onFailed(String reason) {}
    }
}
