package dev.roomscribe.observability;

import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.webhook.Webhooks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Shows how much the service carries. */
@Singleton
class ServiceGauges {
    /** Rooms being transcribed. */
    static final String SESSIONS = "roomscribe.sessions";
    /** Tracks being recognized. */
    static final String STREAMS = "roomscribe.streams";

    /** How many tracks could be recognized without falling behind. */
    static final String CAPACITY = "roomscribe.capacity.streams";
    /** The share of the processor time set aside for decoding that it takes, 0 to 1: what to scale by. */
    static final String LOAD = "roomscribe.load";
    /** Audio that waits for a decoder, of all tracks. */
    static final String QUEUE = "roomscribe.queue";
    /** How far recognition is behind. */
    static final String LAG = "roomscribe.lag";

    /** Webhooks that have, or may get, something to post. */
    static final String WEBHOOKS = "roomscribe.webhooks";
    /** For how long the attempts to post have been failing where that is longest: what to alert on. */
    static final String WEBHOOK_FAILING = "roomscribe.webhook.failing";

    /** After the service is built. */
    void register(
            @Observes @Priority(100) StartupEvent event,
            MeterRegistry registry,
            Sessions sessions,
            SpeechEngine engine,
            Optional<Webhooks> webhooks) {
        webhooks.ifPresent(posting -> register(posting, registry));
        Gauge.builder(SESSIONS, sessions, Sessions::count)
                .description("Rooms being transcribed")
                .register(registry);
        Gauge.builder(STREAMS, engine, SpeechEngine::openStreams)
                .description("Tracks being recognized")
                .register(registry);
        Gauge.builder(CAPACITY, engine, running -> running.load().capacity())
                .description("Tracks that could be recognized without falling behind")
                .register(registry);
        Gauge.builder(LOAD, engine, running -> running.load().utilization())
                .description("Share of the processor time for decoding that is used")
                .register(registry);
        Gauge.builder(QUEUE, engine, running -> running.load().queued().toNanos() / 1e9)
                .description("Audio of all tracks that waits for a decoder")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(LAG, engine, running -> running.load().lag().toNanos() / 1e9)
                .description("How long the audio has waited that has waited longest")
                .baseUnit("seconds")
                .register(registry);
    }

    private static void register(Webhooks webhooks, MeterRegistry registry) {
        Gauge.builder(WEBHOOKS, webhooks, Webhooks::count)
                .description("Webhooks that have, or may get, something to post")
                .register(registry);
        Gauge.builder(WEBHOOK_FAILING, webhooks, posting -> posting.failingFor().toMillis() / 1e3)
                .description("How long posting has been failing to the receiver that fares worst")
                .baseUnit("seconds")
                .register(registry);
    }
}
