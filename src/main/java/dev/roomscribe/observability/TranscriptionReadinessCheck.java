package dev.roomscribe.observability;

import dev.roomscribe.cluster.ClusterState;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.presence.FishjamTokenCheck;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports the service as ready while a decoder is available and Fishjam accepts the token, until the service drains. */
@Readiness
class TranscriptionReadinessCheck implements HealthCheck {
    private final Sessions sessions;
    private final SpeechEngine engine;
    private final FishjamTokenCheck fishjam;
    private final Optional<ClusterState> cluster;

    /** @param cluster empty without a cluster */
    TranscriptionReadinessCheck(
            Sessions sessions, SpeechEngine engine, FishjamTokenCheck fishjam, Optional<ClusterState> cluster) {
        this.sessions = sessions;
        this.engine = engine;
        this.fishjam = fishjam;
        this.cluster = cluster;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("transcription")
                .status(!sessions.isDraining() && engine.isReady() && !fishjam.isRejected())
                .withData("model", engine.model().name())
                .withData("fishjam", fishjam.isRejected() ? "rejects the management token" : "ok")
                .withData("sessions", sessions.count())
                .withData("streams", engine.openStreams());
        // Without Redis, sessions go on, and all nodes are without it: this one must get its clients still.
        cluster.ifPresent(node -> response.withData("node", node.nodeId()).withData("redis", redis(node)));
        return response.build();
    }

    private static String redis(ClusterState node) {
        if (node.isConnected()) {
            return "ok";
        }
        return node.isIsolated() ? "away for longer than the lease, other nodes may take the rooms" : "away";
    }
}
