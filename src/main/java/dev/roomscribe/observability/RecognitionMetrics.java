package dev.roomscribe.observability;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.worker.WorkerObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts decoded audio and ended worker processes. Called on decoding threads; never blocks. */
@Singleton
class RecognitionMetrics implements DecodingObserver, WorkerObserver {
    private static final double SAMPLES_PER_SECOND = 16_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Counter audio;
    private final Counter cpu;
    private final Timer queueDelay;
    private final Map<ExitReason, Counter> workerExits = new EnumMap<>(ExitReason.class);
    private final AtomicLong workerMemory = new AtomicLong();

    RecognitionMetrics(MeterRegistry registry) {
        audio = Counter.builder(MetricNames.AUDIO)
                .description("Audio decoded")
                .baseUnit(MetricNames.SECONDS)
                .register(registry);
        cpu = Counter.builder(MetricNames.CPU)
                .description("Processor time that decoding took")
                .baseUnit(MetricNames.SECONDS)
                .register(registry);
        queueDelay = Timer.builder(MetricNames.QUEUE_DELAY)
                .description("Time that a batch of audio waited for a decoding thread")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
        // All reasons exist from the start, so that an alert sees the first exit as a rise from zero.
        for (ExitReason reason : ExitReason.values()) {
            workerExits.put(
                    reason,
                    Counter.builder(MetricNames.WORKER_EXITS)
                            .description("Worker processes that have ended")
                            .tag(MetricNames.REASON, reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder(MetricNames.WORKER_MEMORY, workerMemory, AtomicLong::get)
                .description("Memory of all worker processes")
                .baseUnit(MetricNames.BYTES)
                .register(registry);
    }

    @Override
    public void decoded(int samples, long cpuNanos, long waitedNanos) {
        audio.increment(samples / SAMPLES_PER_SECOND);
        cpu.increment(cpuNanos / NANOS_PER_SECOND);
        queueDelay.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(ExitReason reason) {
        requireNonNull(workerExits.get(reason)).increment();
    }

    @Override
    public void memory(long bytes) {
        workerMemory.set(bytes);
    }
}
