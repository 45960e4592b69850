package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.LostAudio;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.recognition.worker.DecodingWorkers;
import dev.roomscribe.recognition.worker.WorkerLimits;
import dev.roomscribe.recognition.worker.WorkerObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** What the measurements have in common. */
final class Setup {
    static final int RATE = 16_000;
    /** 20 ms, as Fishjam sends it. */
    static final int CHUNK = 320;

    static final int CORES = Runtime.getRuntime().availableProcessors();
    /** As many as the service has by default: with workers, one more than in one process. */
    static final int THREADS = CORES + 1;

    static final short[] ALICE = Recordings.demo("alice");
    static final short[] BOB = Recordings.demo("bob");
    static final GateOptions UNGATED = new GateOptions(Duration.ZERO, false);

    private static final long CHUNK_NANOS = 20_000_000;

    private Setup() {}

    static DecodingPool pool(DecoderSource source, int threads) {
        PoolLimits limits = PoolLimits.defaults().withThreads(threads).withMaxQueue(Duration.ofMinutes(2));
        DecodingPool pool = new DecodingPool(source, limits, (samples, cpu, waited) -> {}, System::nanoTime, 0);
        warmUp(pool);
        return pool;
    }

    static DecodingWorkers workers(int count) {
        WorkerObserver failing = new WorkerObserver() {
            @Override
            public void ended(End end) {
                throw new AssertionError("A worker ended: " + end);
            }

            @Override
            public void memory(long bytes) {}
        };
        Duration ample = Duration.ofMinutes(1);
        return DecodingWorkers.start(
                ModelFiles.builtIn(),
                WorkerLimits.defaults()
                        .withWorkers(count)
                        .withConnections(THREADS)
                        .withStartupTimeout(ample)
                        .withHangTimeout(ample)
                        .withMaxAge(Duration.ofDays(1))
                        .withMaxGrowthBytes(1L << 30),
                failing,
                System::nanoTime);
    }

    private static void warmUp(DecodingPool pool) {
        List<SpeechStream> streams = new ArrayList<>();
        for (int stream = 0; stream < 2 * CORES; stream++) {
            streams.add(pool.open(new StreamOptions(true, true), new Silent()));
        }
        streams.forEach(stream -> pushAll(stream, BOB));
        streams.forEach(stream -> await(stream, EndReason.TRACK_ENDED));
    }

    static void pushAll(SpeechStream stream, short[] samples) {
        for (int from = 0; from < samples.length; from += CHUNK) {
            stream.push(Arrays.copyOfRange(samples, from, Math.min(samples.length, from + CHUNK)));
        }
    }

    static void await(SpeechStream stream, EndReason reason) {
        stream.close(reason).toCompletableFuture().join();
    }

    static void awaitDecoded(SpeechStream stream) {
        while (!stream.load().queued().isZero()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    /**
     * Calls back for every chunk's number when it has been spoken, in real time.
     *
     * @return by how many milliseconds this was late at the most, which is nothing that recognition can help
     */
    static double inRealTime(double seconds, IntConsumer chunk) {
        long start = System.nanoTime();
        long late = 0;
        for (int number = 0; number < seconds * 50; number++) {
            while (System.nanoTime() - start < (number + 1) * CHUNK_NANOS) {
                LockSupport.parkNanos(500_000);
            }
            late = Math.max(late, System.nanoTime() - start - (number + 1) * CHUNK_NANOS);
            chunk.accept(number);
        }
        return late / 1e6;
    }

    /** Returns the chunk of a recording that is said over and over again. */
    static short[] chunk(short[] recording, long from) {
        short[] chunk = new short[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            chunk[i] = recording[(int) ((from + i) % recording.length)];
        }
        return chunk;
    }

    /** A microphone in a quiet room: some -60 dB of noise. */
    static short[] quiet(int length, int seed) {
        Random random = new Random(seed);
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) Math.round(random.nextGaussian() * 30);
        }
        return samples;
    }

    /** Processor time of this process and of its children together, so that nothing escapes it. */
    static long cpuNanos() {
        return cpuNanos(ProcessHandle.current());
    }

    static long cpuNanos(ProcessHandle process) {
        return process.descendants().mapToLong(Setup::own).sum() + own(process);
    }

    private static long own(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    static double seconds(short[] samples) {
        return samples.length / (double) RATE;
    }

    /** Returns the value below which a share of all lies. */
    static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    /** A gate's way into a stream. */
    record Through(SpeechStream stream) implements SpeechGate.Sink {
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
            var unused = stream.endUtterance(EndReason.ENDPOINT);
        }
    }

    /** Hears everything and says nothing; a loss would falsify whatever is measured. */
    static class Silent implements SpeechListener {
        @Override
        public void onPartial(Hypothesis hypothesis) {}

        @Override
        public void onFinal(Utterance utterance) {}

        @Override
        public void onLost(LostAudio loss) {
            throw new AssertionError("Audio was lost: " + loss);
        }

        @Override
        public void onFailed(String why) {
            throw new AssertionError(why);
        }
    }
}
