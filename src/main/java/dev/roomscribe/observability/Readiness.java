package dev.roomscribe.observability;

import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.Sessions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready once the model has understood its known recording and there is a place to decode in, until the service drains.
 */
@org.eclipse.microprofile.health.Readiness
class Readiness implements HealthCheck {
    private final Sessions sessions;
    private final SpeechEngine engine;

    Readiness(Sessions sessions, SpeechEngine engine) {
        this.sessions = sessions;
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("transcription")
                .status(!sessions.isDraining() && engine.isReady())
                .withData("model", engine.model().name())
                .withData("sessions", sessions.count())
                .withData("streams", engine.openStreams())
                .build();
    }
}
