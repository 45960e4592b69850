package dev.roomscribe.observability;

import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.Sessions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Shows how much the service carries. */
@Singleton
class ServiceGauges {
    /** Rooms being transcribed. */
    static final String SESSIONS = "roomscribe.sessions";
    /** Tracks being recognized. */
    static final String STREAMS = "roomscribe.streams";

    /** After the service is built. */
    void register(
            @Observes @Priority(100) StartupEvent event,
            MeterRegistry registry,
            Sessions sessions,
            SpeechEngine engine) {
        Gauge.builder(SESSIONS, sessions, Sessions::count)
                .description("Rooms being transcribed")
                .register(registry);
        Gauge.builder(STREAMS, engine, SpeechEngine::openStreams)
                .description("Tracks being recognized")
                .register(registry);
    }
}
