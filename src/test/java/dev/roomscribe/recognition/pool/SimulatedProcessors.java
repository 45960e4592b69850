package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechModel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/**
 * Processors in virtual time, each with one decoding thread, and decoders that use them: a second of speech takes the given
 * cost, and a flush as much as half a second of speech.
 */
final class SimulatedProcessors implements Executor, DecoderSource {
    private static final long NANOS_PER_SAMPLE = 62_500;
    private static final long FLUSH_SAMPLES = 8_000;

    private record Task(long readyNanos, long number, Runnable step) {}

    private final double cost;
    private final long[] freeNanos;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::readyNanos).thenComparingLong(Task::number));
    private long now;
    private long submitted;

    /** @param cost processor seconds for a second of speech */
    SimulatedProcessors(int count, double cost) {
        this.cost = cost;
        freeNanos = new long[count];
    }

    long nanos() {
        return now;
    }

    /** Returns the processor time of a flush. */
    long flushNanos() {
        return nanos(FLUSH_SAMPLES);
    }

    private long nanos(long samples) {
        return Math.round(samples * NANOS_PER_SAMPLE * cost);
    }

    @Override
    public void execute(Runnable step) {
        tasks.add(new Task(now, submitted++, step));
    }

    /** Runs every step that begins before {@code nanos}, and moves the clock there. */
    void runUntil(long nanos) {
        while (!tasks.isEmpty()) {
            int next = freeNanos[0] <= freeNanos[freeNanos.length - 1] ? 0 : freeNanos.length - 1;
            long start = Math.max(freeNanos[next], tasks.element().readyNanos);
            if (start > nanos) {
                break;
            }
            now = start;
            tasks.remove().step.run();
            freeNanos[next] = now;
        }
        now = nanos;
    }

    @Override
    public SpeechModel model() {
        return new SpeechModel("simulated", null);
    }

    @Override
    public Duration maxUtterance() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Decoder open() {
        return new Simulated();
    }

    @Override
    public void close() {}

    private final class Simulated implements Decoder {
        private long used;

        private void use(long samples) {
            long nanos = nanos(samples);
            used += nanos;
            now += nanos;
        }

        @Override
        public Progress accept(short[] samples, int count, boolean wantsPartial) {
            use(count);
            return new Progress(false, wantsPartial ? "" : null);
        }

        @Override
        public Decoded result() {
            return new Decoded("", List.of());
        }

        @Override
        public Decoded flush() {
            use(FLUSH_SAMPLES);
            return result();
        }

        @Override
        public long cpuNanos() {
            return used;
        }

        @Override
        public void close() {}
    }
}
