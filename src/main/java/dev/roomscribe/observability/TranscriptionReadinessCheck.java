package dev.roomscribe.observability;

import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.presence.FishjamTokenCheck;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports the service as ready while a decoder is available and Fishjam accepts the token, until the service drains. */
@Readiness
class TranscriptionReadinessCheck implements HealthCheck {
    private final Sessions sessions;
    private final SpeechEngine engine;
    private final FishjamTokenCheck fishjam;

    TranscriptionReadinessCheck(Sessions sessions, SpeechEngine engine, FishjamTokenCheck fishjam) {
        this.sessions = sessions;
        this.engine = engine;
        this.fishjam = fishjam;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("transcription")
                .status(!sessions.isDraining() && engine.isReady() && !fishjam.isRejected())
                .withData("model", engine.model().name())
                .withData("fishjam", fishjam.isRejected() ? "rejects the management token" : "ok")
                .withData("sessions", sessions.count())
                .withData("streams", engine.openStreams())
                .build();
    }
}
