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
 * What recognition costs: bare libvosk, the pool in this process, and the pool with workers, on the same samples and with
 * the same partials.
 */
final class Cost implements Benchmarks.Benchmark {
    private static final int BATCH = 1_920;
    /** Fifteen seconds of each. */
    private static final int MANY = 20;

    private static final int ROUNDS = 6;
    private static final int SECONDS = 300;

    private static final int PUSHED_SECONDS = 5;

    @Override
    public void run() {
        System.out.printf(
                "| on %d s of speech | processor ms a second | over bare libvosk |%n|---|---|---|%n", SECONDS);
        try (DecodingPool inProcess = Setup.pool(VoskModel.builtIn(), Setup.CORES);
                DecodingPool withWorkers = Setup.pool(Setup.workers(2), Setup.THREADS)) {
            for (int streams : new int[] {1, MANY}) {
                double bare = Double.MAX_VALUE;
                double here = Double.MAX_VALUE;
                double workers = Double.MAX_VALUE;
                // Of the first rounds, the JVMs' compilers take a part.
                for (int round = 0; round < ROUNDS; round++) {
                    bare = Math.min(bare, bare(streams));
                    here = Math.min(here, pooled(inProcess, streams));
                    workers = Math.min(workers, pooled(withWorkers, streams));
                }
                row("bare libvosk", streams, bare, bare);
                row("the pool, in this process", streams, here, bare);
                row("the pool, with workers", streams, workers, bare);
            }
        }
    }

    private static void row(String what, int streams, double millis, double bare) {
        String plural = streams == 1 ? "" : "s";
        System.out.printf(
                Locale.ROOT, "| %s, %d stream%s | %.2f | %.2f |%n", what, streams, plural, millis, millis / bare);
    }

    private static double bare(int streams) {
        short[] speech = speech(streams);
        try (VoskModel model = VoskModel.builtIn()) {
            List<Decoder> decoders = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                decoders.add(model.open());
            }
            long before = Setup.cpuNanos();
            long sincePartial = 0;
            for (int from = 0; from < speech.length; from += BATCH) {
                short[] batch = Arrays.copyOfRange(speech, from, Math.min(speech.length, from + BATCH));
                sincePartial += BATCH;
                for (Decoder decoder : decoders) {
                    if (decoder.accept(batch, batch.length, sincePartial >= Setup.RATE / 5)
                            .endpoint()) {
                        decoder.result();
                    }
                }
                sincePartial %= Setup.RATE / 5;
            }
            decoders.forEach(Decoder::flush);
            double cost = millisASecond(before);
            decoders.forEach(Decoder::close);
            return cost;
        }
    }

    private static double pooled(DecodingPool pool, int count) {
        short[] speech = speech(count);
        List<SpeechStream> streams = new ArrayList<>();
        for (int stream = 0; stream < count; stream++) {
            streams.add(pool.open(new StreamOptions(true, true), new Setup.Silent()));
        }
        long before = Setup.cpuNanos();
        for (int from = 0; from < speech.length; from += PUSHED_SECONDS * Setup.RATE) {
            short[] seconds = Arrays.copyOfRange(speech, from, from + PUSHED_SECONDS * Setup.RATE);
            streams.forEach(stream -> Setup.pushAll(stream, seconds));
            streams.forEach(Setup::awaitDecoded);
        }
        streams.forEach(stream -> Setup.await(stream, EndReason.TRACK_ENDED));
        return millisASecond(before);
    }

    /** Returns one stream's part of as many seconds in all. */
    private static short[] speech(int streams) {
        short[] speech = new short[SECONDS / streams * Setup.RATE];
        for (int from = 0; from < speech.length; from += Setup.ALICE.length) {
            System.arraycopy(Setup.ALICE, 0, speech, from, Math.min(Setup.ALICE.length, speech.length - from));
        }
        return speech;
    }

    private static double millisASecond(long before) {
        return (Setup.cpuNanos() - before) / 1e6 / SECONDS;
    }
}
