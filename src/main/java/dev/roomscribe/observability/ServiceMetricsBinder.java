package dev.roomscribe.observability;

import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.webhook.Webhooks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Binds the gauges that read the state of the running service. */
@Singleton
class ServiceMetricsBinder {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Runs after the start of the service, because its parts do not exist before. */
    void bind(
            @Observes @Priority(100) StartupEvent event,
            MeterRegistry registry,
            Sessions sessions,
            SpeechEngine engine,
            Optional<Webhooks> webhooks) {
        Gauge.builder(MetricNames.SESSIONS, sessions, Sessions::count)
                .description("Rooms that are being transcribed")
                .register(registry);
        Gauge.builder(MetricNames.RESUMING, sessions, Sessions::resuming)
                .description("Sessions of an earlier process that have not joined their rooms yet")
                .register(registry);
        Gauge.builder(MetricNames.RESERVED, sessions, Sessions::reservedStreams)
                .description("Capacity reserved for the people of sessions whose speech is not measured yet")
                .baseUnit(MetricNames.STREAMS_UNIT)
                .register(registry);
        // All reasons exist from the start, so that an alert sees the first failure as a rise from zero.
        for (String reason : SessionException.reasonNames()) {
            FunctionCounter.builder(MetricNames.FAILED_STARTS, sessions, running -> running.failedStarts(reason))
                    .description("Starts of sessions that failed")
                    .tag(MetricNames.REASON, reason)
                    .register(registry);
        }
        bind(engine, registry);
        webhooks.ifPresent(delivering -> bind(delivering, registry));
    }

    private static void bind(SpeechEngine engine, MeterRegistry registry) {
        Gauge.builder(MetricNames.STREAMS, engine, SpeechEngine::openStreams)
                .description("Tracks that are being recognized")
                .register(registry);
        Gauge.builder(
                        MetricNames.CAPACITY,
                        engine,
                        running -> running.load().capacity().streams())
                .description("Tracks that can speak at the same time and be recognized in real time")
                .baseUnit(MetricNames.STREAMS_UNIT)
                .register(registry);
        Gauge.builder(MetricNames.DEMAND, engine, running -> running.load().demand())
                .description("Tracks that spoke at the same time in the last seconds, on average")
                .baseUnit(MetricNames.STREAMS_UNIT)
                .register(registry);
        Gauge.builder(MetricNames.UTILIZATION, engine, running -> running.load().utilization())
                .description("Share of the processor time for decoding that is in use, 0 to 1")
                .baseUnit(MetricNames.RATIO)
                .register(registry);
        Gauge.builder(
                        MetricNames.QUEUED_AUDIO,
                        engine,
                        running -> seconds(running.load().queued()))
                .description("Audio of all tracks that waits for a decoder")
                .baseUnit(MetricNames.SECONDS)
                .register(registry);
        Gauge.builder(MetricNames.LAG, engine, running -> seconds(running.load().lag()))
                .description("How long the oldest audio in any queue has been waiting")
                .baseUnit(MetricNames.SECONDS)
                .register(registry);
    }

    private static void bind(Webhooks webhooks, MeterRegistry registry) {
        Gauge.builder(MetricNames.WEBHOOKS, webhooks, Webhooks::count)
                .description("Webhooks with events to deliver, now or later")
                .register(registry);
        Gauge.builder(MetricNames.WEBHOOK_FAILING, webhooks, delivering -> seconds(delivering.failingFor()))
                .description("The longest time for which all deliveries of one webhook have been failing")
                .baseUnit(MetricNames.SECONDS)
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
