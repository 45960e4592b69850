package dev.roomscribe.observability;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.log.StorageObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Counts published events, subscribers and failed writes. Called on event loops and writer threads; never blocks. */
@Singleton
class TranscriptMetrics implements TranscriptObserver, StorageObserver {
    private final Clock clock = Clock.systemUTC();
    private final Counter partials;
    private final Counter finals;
    private final Timer finalLatency;
    private final Map<GapReason, Counter> gaps = new EnumMap<>(GapReason.class);
    private final Counter unaccounted;
    private final AtomicInteger subscribers = new AtomicInteger();
    private final AtomicLong unwritten = new AtomicLong();
    private final Counter lost;
    private final Counter abandoned;
    private volatile Predicate<String> counted = roomId -> true;

    TranscriptMetrics(MeterRegistry registry) {
        partials = Counter.builder(MetricNames.PARTIALS)
                .description("Partials published")
                .register(registry);
        finals = Counter.builder(MetricNames.FINALS)
                .description("Finals published")
                .register(registry);
        finalLatency = Timer.builder(MetricNames.FINAL_LATENCY)
                .description("Time from the end of the last word to the publication of the final")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(50))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
        // All reasons exist from the start, so that an alert sees the first gap as a rise from zero.
        for (GapReason reason : GapReason.values()) {
            gaps.put(
                    reason,
                    Counter.builder(MetricNames.GAPS)
                            .description("Gaps published")
                            .tag(MetricNames.REASON, reason.json())
                            .register(registry));
        }
        unaccounted = Counter.builder(MetricNames.AUDIO_UNACCOUNTED)
                .description("Audio that the service cannot account for, which is a fault of the service")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(MetricNames.SUBSCRIBERS, subscribers, AtomicInteger::get)
                .description("Open caption streams")
                .register(registry);
        Gauge.builder(MetricNames.EVENTS_UNWRITTEN, unwritten, AtomicLong::get)
                .description("Events whose write to disk failed and is being retried")
                .register(registry);
        lost = Counter.builder(MetricNames.EVENTS_LOST)
                .description("Events that were published but are in no log")
                .register(registry);
        abandoned = Counter.builder(MetricNames.SUBSCRIPTIONS_ABANDONED)
                .description("Subscriptions that were still open after their connection, and were then closed")
                .register(registry);
    }

    /** Counts only the events of these rooms: every node of a cluster sees the events of all rooms. */
    void countOnly(Predicate<String> rooms) {
        counted = rooms;
    }

    @Override
    public void published(String roomId, CaptionEvent event) {
        if (!counted.test(roomId)) {
            return;
        }
        if (event instanceof PartialTranscript) {
            partials.increment();
        } else if (event instanceof FinalTranscript published) {
            finals.increment();
            finalLatency.record(Duration.between(endOf(published), clock.instant()));
        } else if (event instanceof StreamGap gap) {
            requireNonNull(gaps.get(gap.reason())).increment();
            if (gap.reason() == GapReason.UNACCOUNTED && gap.to() != null) {
                unaccounted.increment(gap.to() - gap.from());
            }
        }
    }

    private static Instant endOf(FinalTranscript published) {
        return published.startedAt().plusMillis(Math.round((published.end() - published.start()) * 1000));
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
    public void abandoned(int subscriptions) {
        abandoned.increment(subscriptions);
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
