package dev.roomscribe.observability;

import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.Sessions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports the service as ready while a decoder is available, until the service drains. */
@Readiness
class TranscriptionReadinessCheck implements HealthCheck {
    private final Sessions sessions;
    private final SpeechEngine engine;

    TranscriptionReadinessCheck(Sessions sessions, SpeechEngine engine) {
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
