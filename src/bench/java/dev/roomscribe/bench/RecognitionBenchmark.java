package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.DecodingPool;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.Loss;
import dev.roomscribe.recognition.PoolLimits;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.vosk.ModelFiles;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.recognition.worker.DecodingWorkers;
import dev.roomscribe.recognition.worker.WorkerLimits;
import dev.roomscribe.recognition.worker.WorkerObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What recognition costs: bare libvosk, the pool in this process, and the pool with workers, on the same samples, in one
 * run. Processor time is that of this process and of its children together, so nothing escapes it.
 */
public final class RecognitionBenchmark {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final PoolLimits LIMITS =
            new PoolLimits(THREADS, Duration.ofMinutes(2), Duration.ofMillis(200), Duration.ofMinutes(10));
    private static final int BATCH = 1_920;
    private static final int CHUNK = 320;
    private static final int RATE = 16_000;
    private static final int MANY = 20;
    private static final int ROUNDS = 3;
    /** Of ten people two talk; the others have a quiet room around them. */
    private static final int PEERS = 10;

    private RecognitionBenchmark() {}

    /** Prints two tables. */
    public static void main(String[] arguments) {
        short[] alice = Recordings.demo("alice");
        short[] bob = Recordings.demo("bob");
        cost(alice);
        meeting(alice, bob);
    }

    private static void cost(short[] speech) {
        System.out.printf(
                "| on %d s of speech | processor ms a second | over bare libvosk |%n|---|---|---|%n", seconds(speech));
        for (int streams : new int[] {1, MANY}) {
            double bare = Double.MAX_VALUE;
            double here = Double.MAX_VALUE;
            double workers = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                bare = Math.min(bare, bare(speech, streams));
                here = Math.min(here, pooled(VoskModel.builtIn(), speech, streams));
                workers = Math.min(workers, pooled(workers(), speech, streams));
            }
            row("bare libvosk", streams, bare, bare);
            row("the pool, in this process", streams, here, bare);
            row("the pool, with workers", streams, workers, bare);
        }
    }

    private static void row(String what, int streams, double millis, double bare) {
        System.out.printf(
                Locale.ROOT,
                "| %s, %d stream%s | %.2f | %.2f |%n",
                what,
                streams,
                streams == 1 ? "" : "s",
                millis,
                millis / bare);
    }

    private static double bare(short[] speech, int streams) {
        try (VoskModel model = VoskModel.builtIn()) {
            List<Decoder> decoders = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                decoders.add(model.open());
            }
            long before = cpuNanos();
            long sincePartial = 0;
            for (int from = 0; from < speech.length; from += BATCH) {
                short[] batch = Arrays.copyOfRange(speech, from, Math.min(speech.length, from + BATCH));
                sincePartial += BATCH;
                for (Decoder decoder : decoders) {
                    if (decoder.accept(batch, batch.length, sincePartial >= RATE / 5)
                            .ended()) {
                        decoder.result();
                    }
                }
                sincePartial %= RATE / 5;
            }
            decoders.forEach(Decoder::flush);
            double cost = (cpuNanos() - before) / 1e6 / seconds(speech) / streams;
            decoders.forEach(Decoder::close);
            return cost;
        }
    }

    private static double pooled(DecoderSource source, short[] speech, int count) {
        try (DecodingPool pool = new DecodingPool(source, LIMITS, (samples, cpu, waited) -> {}, System::nanoTime, 0)) {
            warmUp(pool);
            List<SpeechStream> streams = new ArrayList<>();
            for (int stream = 0; stream < count; stream++) {
                streams.add(pool.open(new StreamOptions(true, true), new Silent()));
            }
            long before = cpuNanos();
            for (int from = 0; from < speech.length; from += RATE) {
                short[] second = Arrays.copyOfRange(speech, from, Math.min(speech.length, from + RATE));
                streams.forEach(stream -> push(stream, second));
                streams.forEach(RecognitionBenchmark::awaitDecoded);
            }
            streams.forEach(stream ->
                    stream.close(EndReason.TRACK_ENDED).toCompletableFuture().join());
            return (cpuNanos() - before) / 1e6 / seconds(speech) / count;
        }
    }

    private static void meeting(short[] alice, short[] bob) {
        double[] costs = new double[2];
        for (boolean gated : new boolean[] {false, true}) {
            try (DecodingPool pool =
                    new DecodingPool(workers(), LIMITS, (samples, cpu, waited) -> {}, System::nanoTime, 0)) {
                warmUp(pool);
                costs[gated ? 1 : 0] = meeting(pool, alice, bob, gated);
            }
        }
        System.out.printf(
                "%n| ten people, two of them talking | processor ms a second | rooms a core at 80 %% |%n|---|---|---|%n");
        System.out.printf(Locale.ROOT, "| everything decoded | %.1f | %.0f |%n", costs[0], 800 / costs[0]);
        System.out.printf(Locale.ROOT, "| behind the gate | %.1f | %.0f |%n", costs[1], 800 / costs[1]);
        System.out.printf(Locale.ROOT, "| ratio | | %.1f |%n", costs[0] / costs[1]);
    }

    private static double meeting(DecodingPool pool, short[] alice, short[] bob, boolean gated) {
        List<short[]> voices = new ArrayList<>(List.of(alice, bob));
        for (int peer = 2; peer < PEERS; peer++) {
            voices.add(quiet(alice.length, peer));
        }
        GateOptions options = gated ? GateOptions.defaults() : new GateOptions(Duration.ZERO, false);
        List<SpeechStream> streams = new ArrayList<>();
        List<SpeechGate> gates = new ArrayList<>();
        for (int peer = 0; peer < PEERS; peer++) {
            streams.add(pool.open(new StreamOptions(true, !gated), new Silent()));
            gates.add(new SpeechGate(options));
        }
        int samples = Math.min(alice.length, bob.length);
        long before = cpuNanos();
        for (int from = 0; from + CHUNK <= samples; from += CHUNK) {
            for (int peer = 0; peer < PEERS; peer++) {
                SpeechStream stream = streams.get(peer);
                gates.get(peer).push(Arrays.copyOfRange(voices.get(peer), from, from + CHUNK), new Through(stream));
            }
            if (from % RATE == 0) {
                streams.forEach(RecognitionBenchmark::awaitDecoded);
            }
        }
        streams.forEach(stream ->
                stream.close(EndReason.TRACK_ENDED).toCompletableFuture().join());
        return (cpuNanos() - before) / 1e6 / (samples / (double) RATE);
    }

    /** A microphone in a quiet room: some -60 dB of noise. */
    private static short[] quiet(int length, int seed) {
        Random random = new Random(seed);
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) Math.round(random.nextGaussian() * 30);
        }
        return samples;
    }

    private static void warmUp(DecodingPool pool) {
        List<SpeechStream> streams = new ArrayList<>();
        for (int stream = 0; stream < 2 * THREADS; stream++) {
            streams.add(pool.open(new StreamOptions(true, true), new Silent()));
        }
        short[] speech = Recordings.demo("bob");
        streams.forEach(stream -> push(stream, speech));
        streams.forEach(stream ->
                stream.close(EndReason.TRACK_ENDED).toCompletableFuture().join());
    }

    private static void push(SpeechStream stream, short[] samples) {
        for (int from = 0; from < samples.length; from += CHUNK) {
            stream.push(Arrays.copyOfRange(samples, from, Math.min(samples.length, from + CHUNK)));
        }
    }

    private static void awaitDecoded(SpeechStream stream) {
        while (!stream.load().queued().isZero()) {
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    private static DecodingWorkers workers() {
        return DecodingWorkers.start(
                ModelFiles.builtIn(),
                new WorkerLimits(
                        2, THREADS, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofHours(1), 1L << 30),
                new WorkerObserver() {
                    @Override
                    public void ended(End end) {
                        throw new AssertionError("A worker ended: " + end);
                    }

                    @Override
                    public void memory(long bytes) {}
                },
                System::nanoTime);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                        .descendants()
                        .mapToLong(RecognitionBenchmark::cpuNanos)
                        .sum()
                + cpuNanos(ProcessHandle.current());
    }

    private static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static int seconds(short[] samples) {
        return samples.length / RATE;
    }

    private record Through(SpeechStream stream) implements SpeechGate.Sink {
        @Override
        public void speech(short[] samples) {
            stream.push(samples);
        }

        @Override
        public void silence(int samples) {
            stream.skip(samples);
        }

        @Override
        public void endOfSpeech() {
            stream.endUtterance(EndReason.ENDPOINT);
        }
    }

    private static final class Silent implements SpeechListener {
        @Override
        public void onPartial(Hypothesis hypothesis) {}

        @Override
        public void onFinal(Utterance utterance) {}

        @Override
        public void onLost(Loss loss) {
            throw new AssertionError("Audio was lost: " + loss);
        }

        @Override
        public void onFailed(String why) {
            throw new AssertionError(why);
        }
    }
}
