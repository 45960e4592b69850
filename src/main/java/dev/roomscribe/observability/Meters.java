package dev.roomscribe.observability;

import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.worker.WorkerObserver;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.webhook.WebhookObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is decoded and published. Called on decoders' and event-loop threads; never waits. */
@Singleton
class Meters implements TranscriptObserver, StorageObserver, DecodingObserver, WorkerObserver, WebhookObserver {
    /** Audio decoded, in seconds. */
    static final String AUDIO = "roomscribe.audio.seconds";
    /** Processor time spent decoding it. */
    static final String CPU = "roomscribe.recognition.cpu.seconds";
    /** How long a batch of audio waited for a thread. */
    static final String QUEUE_DELAY = "roomscribe.recognition.queue.delay";
    /** From the end of an utterance's last word to its final. */
    static final String FINAL_LATENCY = "roomscribe.final.latency";

    /** Decoding processes that are no more, by {@code why}. */
    static final String WORKER_ENDS = "roomscribe.worker.ends";
    /** What the decoding processes take, in bytes. */
    static final String WORKER_MEMORY = "roomscribe.worker.memory";

    static final String FINALS = "roomscribe.finals";
    static final String PARTIALS = "roomscribe.partials";
    /** Stated holes, by {@code reason}. */
    static final String GAPS = "roomscribe.gaps";
    /** Open caption streams. */
    static final String SUBSCRIBERS = "roomscribe.subscribers";

    /** Events that the receivers of webhooks have taken. */
    static final String POSTED = "roomscribe.webhook.posted";
    /** Attempts at it that failed and were followed by others. */
    static final String RETRIES = "roomscribe.webhook.retries";
    /** Events that their receivers will never get. */
    static final String GIVEN_UP = "roomscribe.webhook.given.up";
    /** Events that could not be written so far. */
    static final String UNWRITTEN = "roomscribe.transcript.unwritten";
    /** Events that are in no log, as they could not be written for too long. */
    static final String LOST = "roomscribe.transcript.lost";

    private static final double SAMPLES_PER_SECOND = 16_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final Clock clock = Clock.systemUTC();
    private final Counter audio;
    private final Counter cpu;
    private final Timer queueDelay;
    private final Timer finalLatency;
    private final Counter finals;
    private final Counter partials;
    private final AtomicInteger subscribers;
    private final Counter posted;
    private final Counter retries;
    private final Counter givenUp;
    private final AtomicLong unwritten = new AtomicLong();
    private final Counter lost;
    private final AtomicLong workerMemory = new AtomicLong();

    Meters(MeterRegistry registry) {
        this.registry = registry;
        audio = Counter.builder(AUDIO).description("Audio decoded").register(registry);
        cpu = Counter.builder(CPU).description("Processor time of decoding").register(registry);
        queueDelay = histogram(QUEUE_DELAY, "Time that audio waited for a decoder", Duration.ofMillis(1));
        finalLatency = histogram(FINAL_LATENCY, "Time from the last word to its final", Duration.ofMillis(50));
        finals = Counter.builder(FINALS).description("Finals published").register(registry);
        partials = Counter.builder(PARTIALS).description("Partials published").register(registry);
        posted = Counter.builder(POSTED)
                .description("Events that receivers of webhooks have taken")
                .register(registry);
        retries = Counter.builder(RETRIES)
                .description("Attempts to post an event that failed and were followed by others")
                .register(registry);
        givenUp = Counter.builder(GIVEN_UP)
                .description("Events that receivers of webhooks will never get")
                .register(registry);
        // From the start, so that an alert on a first gap has a zero to rise from.
        for (GapReason reason : GapReason.values()) {
            gaps(reason);
        }
        for (WorkerObserver.End end : WorkerObserver.End.values()) {
            workerEnds(end);
        }
        Gauge.builder(WORKER_MEMORY, workerMemory, AtomicLong::get)
                .description("Memory of the decoding processes")
                .baseUnit("bytes")
                .register(registry);
        lost = Counter.builder(LOST)
                .description("Events that could not be written and were given up")
                .register(registry);
        Gauge.builder(UNWRITTEN, unwritten, AtomicLong::get)
                .description("Events that could not be written so far")
                .register(registry);
        subscribers = new AtomicInteger();
        Gauge.builder(SUBSCRIBERS, subscribers, AtomicInteger::get)
                .description("Open caption streams")
                .register(registry);
    }

    private Timer histogram(String name, String description, Duration least) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .minimumExpectedValue(least)
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
    }

    @Override
    public void decoded(int samples, long cpuNanos, long waitedNanos) {
        audio.increment(samples / SAMPLES_PER_SECOND);
        cpu.increment(cpuNanos / NANOS_PER_SECOND);
        queueDelay.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void published(String roomId, CaptionEvent event) {
        if (event instanceof PartialTranscript) {
            partials.increment();
        } else if (event instanceof FinalTranscript settled) {
            finals.increment();
            finalLatency.record(Duration.between(endOf(settled), clock.instant()));
        } else if (event instanceof StreamGap gap) {
            gaps(gap.reason()).increment();
        }
    }

    private Counter gaps(GapReason reason) {
        return Counter.builder(GAPS)
                .description("Stated holes in what was heard")
                .tag("reason", reason.json())
                .register(registry);
    }

    @Override
    public void ended(WorkerObserver.End end) {
        workerEnds(end).increment();
    }

    @Override
    public void memory(long bytes) {
        workerMemory.set(bytes);
    }

    private Counter workerEnds(WorkerObserver.End end) {
        return Counter.builder(WORKER_ENDS)
                .description("Decoding processes that are no more")
                .tag("why", end.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public void delivered() {
        posted.increment();
    }

    @Override
    public void retried() {
        retries.increment();
    }

    @Override
    public void givenUp(long events) {
        givenUp.increment((double) events);
    }

    private static Instant endOf(FinalTranscript settled) {
        return settled.startedAt().plusMillis(Math.round((settled.end() - settled.start()) * 1000));
    }

    @Override
    public void subscribed() {
        subscribers.incrementAndGet();
    }

    @Override
    public void unsubscribed() {
        subscribers.decrementAndGet();
    }

    @Override
    public void unwritten(long events) {
        unwritten.set(events);
    }

    @Override
    public void lost(int events) {
        lost.increment(events);
    }
}
