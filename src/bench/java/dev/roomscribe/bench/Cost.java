package dev.roomscribe.bench;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.vosk.VoskModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the CPU time of recognition by bare libvosk, by the pool in this process, and by the pool with workers, on the
 * same samples and with partials at the same interval.
 */
final class Cost implements Benchmarks.Benchmark {
    private static final int BATCH = 1_920;
    /** With these, each stream has fifteen seconds of speech. */
    private static final int MANY_STREAMS = 20;

    private static final int ROUNDS = 6;
    private static final int SECONDS = 300;

    private static final int PUSHED_SECONDS = 5;

    @Override
    public void run() {
        System.out.printf(
                "| on %d s of speech | processor ms a second | over bare libvosk |%n|---|---|---|%n", SECONDS);
        try (DecodingPool inProcess = Pools.pool(VoskModel.builtIn(), Pools.CORES);
                DecodingPool withWorkers = Pools.pool(Pools.workers(2), Pools.THREADS)) {
            for (int streams : new int[] {1, MANY_STREAMS}) {
                double bareMillis = Double.MAX_VALUE;
                double inProcessMillis = Double.MAX_VALUE;
                double workerMillis = Double.MAX_VALUE;
                // The minimum counts: in the first rounds the JIT compilers use CPU time too.
                for (int round = 0; round < ROUNDS; round++) {
                    bareMillis = Math.min(bareMillis, bare(streams));
                    inProcessMillis = Math.min(inProcessMillis, pooled(inProcess, streams));
                    workerMillis = Math.min(workerMillis, pooled(withWorkers, streams));
                }
                row("bare libvosk", streams, bareMillis, bareMillis);
                row("the pool, in this process", streams, inProcessMillis, bareMillis);
                row("the pool, with workers", streams, workerMillis, bareMillis);
            }
        }
    }

    private static void row(String configuration, int streams, double millis, double bareMillis) {
        String plural = streams == 1 ? "" : "s";
        System.out.printf(
                Locale.ROOT,
                "| %s, %d stream%s | %.2f | %.2f |%n",
                configuration,
                streams,
                plural,
                millis,
                millis / bareMillis);
    }

    private static double bare(int streams) {
        short[] speech = speech(streams);
        try (VoskModel model = VoskModel.builtIn()) {
            List<Decoder> decoders = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                decoders.add(model.open());
            }
            long before = Measurement.cpuNanos();
            long sincePartial = 0;
            for (int from = 0; from < speech.length; from += BATCH) {
                short[] batch = Arrays.copyOfRange(speech, from, Math.min(speech.length, from + BATCH));
                sincePartial += BATCH;
                for (Decoder decoder : decoders) {
                    if (decoder.accept(batch, batch.length, sincePartial >= Audio.RATE / 5)
                            .endpoint()) {
                        decoder.result();
                    }
                }
                sincePartial %= Audio.RATE / 5;
            }
            decoders.forEach(Decoder::flush);
            double cost = cpuMillisPerSecond(before);
            decoders.forEach(Decoder::close);
            return cost;
        }
    }

    private static double pooled(DecodingPool pool, int count) {
        short[] speech = speech(count);
        List<SpeechStream> streams = new ArrayList<>();
        for (int stream = 0; stream < count; stream++) {
            streams.add(pool.open(new StreamOptions(true, true), new Pools.StrictListener()));
        }
        long before = Measurement.cpuNanos();
        for (int from = 0; from < speech.length; from += PUSHED_SECONDS * Audio.RATE) {
            short[] seconds = Arrays.copyOfRange(speech, from, from + PUSHED_SECONDS * Audio.RATE);
            streams.forEach(stream -> Pools.pushAll(stream, seconds));
            streams.forEach(Pools::awaitDecoded);
        }
        streams.forEach(stream -> Pools.close(stream, EndReason.TRACK_ENDED));
        return cpuMillisPerSecond(before);
    }

    /** Returns the speech of one stream, so that all streams together have {@link #SECONDS} of it. */
    private static short[] speech(int streams) {
        short[] speech = new short[SECONDS / streams * Audio.RATE];
        for (int from = 0; from < speech.length; from += Audio.ALICE.length) {
            System.arraycopy(Audio.ALICE, 0, speech, from, Math.min(Audio.ALICE.length, speech.length - from));
        }
        return speech;
    }

    private static double cpuMillisPerSecond(long before) {
        return (Measurement.cpuNanos() - before) / 1e6 / SECONDS;
    }
}
