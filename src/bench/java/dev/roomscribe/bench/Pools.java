package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.DecoderSource;
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
import dev.roomscribe.recognition.worker.WorkerLimits;
import dev.roomscribe.recognition.worker.WorkerObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Decoding pools for benchmarks, and the streams and gates that feed them. */
final class Pools {
    static final int CORES = Runtime.getRuntime().availableProcessors();
    /** Decoding threads as the service has by default: with workers, one more than in one process. */
    static final int THREADS = CORES + 1;

    static final GateOptions UNGATED = new GateOptions(Duration.ZERO, false);

    private Pools() {}

    static DecodingPool pool(DecoderSource source, int threads) {
        PoolLimits limits = PoolLimits.defaults().withThreads(threads).withMaxQueue(Duration.ofMinutes(2));
        DecodingPool pool = new DecodingPool(source, limits, (samples, cpu, waited) -> {}, System::nanoTime, 0);
        warmUp(pool);
        return pool;
    }

    static DecodingWorkers workers(int count) {
        WorkerObserver failing = new WorkerObserver() {
            @Override
            public void ended(ExitReason reason) {
                throw new AssertionError("A worker ended: " + reason);
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
            streams.add(pool.open(new StreamOptions(true, true), new StrictListener()));
        }
        streams.forEach(stream -> pushAll(stream, Audio.BOB));
        streams.forEach(stream -> close(stream, EndReason.TRACK_ENDED));
    }

    static void pushAll(SpeechStream stream, short[] samples) {
        for (int from = 0; from < samples.length; from += Audio.CHUNK) {
            stream.push(Arrays.copyOfRange(samples, from, Math.min(samples.length, from + Audio.CHUNK)));
        }
    }

    static void close(SpeechStream stream, EndReason reason) {
        stream.close(reason).toCompletableFuture().join();
    }

    static void awaitDecoded(SpeechStream stream) {
        while (!stream.load().queued().isZero()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Passes the output of a speech gate to a stream. */
    record GateSink(SpeechStream stream) implements SpeechGate.Sink {
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

    /** Ignores all results; ends the process if audio is lost, which would falsify the measurement. */
    static class StrictListener implements SpeechListener {
        @Override
        public void onPartial(Hypothesis hypothesis) {}

        @Override
        public void onFinal(Utterance utterance) {}

        @Override
        public void onOutcome(AudioOutcome outcome) {
            if (outcome.kind().isLoss()) {
                stop("Audio was lost: " + outcome);
            }
        }

        @Override
        public void onFailed(String why) {
            stop(why);
        }

        /** An exception would not end the benchmark: a pool catches what its listeners throw. */
        private static void stop(String why) {
            System.err.println(why);
            Runtime.getRuntime().halt(1);
        }
    }
}
