package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.SessionConfig;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.session.SessionLifetime;
import dev.roomscribe.session.SessionSettings;
import dev.roomscribe.session.SessionTimeouts;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.agent.Announcement;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Builds what sessions need from the configuration. */
final class SessionSetup {
    private SessionSetup() {}

    static SessionSettings settings(SessionConfig config) {
        return SessionSettings.DEFAULT
                .withMaxSessions(config.maxSessions())
                .withLifetime(SessionLifetime.DEFAULT
                        .withIdleTimeout(config.idleTimeout())
                        .withMaxDuration(config.maxDuration()))
                .withTimeouts(SessionTimeouts.DEFAULT
                        .withReconnect(config.reconnectTimeout())
                        .withShutdown(config.shutdownTimeout()));
    }

    /**
     * Returns null if no announcement is configured.
     *
     * @throws ConfigurationException if the file cannot be read or has another format
     */
    static @Nullable Announcement announcement(RoomscribeConfig config) {
        try {
            return config.announcement().map(Announcement::load).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** With the embedded Fishjam there is no journal: its rooms and agents end with the process. */
    static AgentRegistry agents(RoomscribeConfig config, Vertx vertx, FishjamSetup fishjam) {
        AgentJournal journal = fishjam.embedded() == null ? journal(config.dataDirectory(), fishjam.client()) : null;
        return AgentRegistry.start(vertx, fishjam.client(), journal);
    }

    private static AgentJournal journal(Path directory, FishjamClient client) {
        try {
            return AgentJournal.open(directory, client.toString());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The data directory %s is not writable (%s): set roomscribe.data-directory to a writable directory."
                            .formatted(directory.toAbsolutePath(), e.getClass().getSimpleName()));
        }
    }
}
