package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.SessionConfig;
import dev.roomscribe.app.config.TranscriptConfig;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.cluster.local.FileSessionRecords;
import dev.roomscribe.cluster.local.MemorySessionRecords;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.settings.SessionLifetime;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.SessionTimeouts;
import dev.roomscribe.session.settings.StartLimits;
import dev.roomscribe.session.speech.TrackLimits;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builds what sessions need from the configuration. */
final class SessionSetup {
    private SessionSetup() {}

    /** @param maxAge how long transcripts are kept */
    static SessionSettings settings(SessionConfig config, Duration maxAge) {
        return SessionSettings.DEFAULT
                .withMaxSessions(config.maxSessions())
                .withStarts(new StartLimits(config.maxStarting(), config.maxUnconfirmed(), config.confirmTimeout()))
                .withResume(config.resume())
                .withLifetime(SessionLifetime.DEFAULT
                        .withIdleTimeout(config.idleTimeout())
                        .withMaxDuration(config.maxDuration())
                        .withMaxRetention(maxAge))
                .withTimeouts(SessionTimeouts.DEFAULT
                        .withReconnect(config.reconnectTimeout())
                        .withShutdown(config.shutdownTimeout()));
    }

    static TrackLimits trackLimits(SessionConfig config) {
        return new TrackLimits(config.maxTracksPerPeer(), config.maxTracks());
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
    static AgentRegistry agents(
            RoomscribeConfig config, @Nullable ClusterSetup cluster, Vertx vertx, FishjamSetup fishjam) {
        AgentJournal journal;
        if (cluster != null) {
            journal = AgentJournal.paired(
                    journal(config.dataDirectory(), fishjam.client()),
                    cluster.journal(fishjam.client().toString()));
        } else {
            journal = fishjam.embedded() == null ? journal(config.dataDirectory(), fishjam.client()) : null;
        }
        return AgentRegistry.start(vertx, fishjam.client(), journal);
    }

    /**
     * Opens the session records, which are kept where the transcripts are kept.
     *
     * @throws ConfigurationException that names the setting, if the directory is not writable
     */
    static SessionRecords records(RoomscribeConfig config, @Nullable ClusterSetup cluster, Closer closer) {
        if (cluster != null) {
            return cluster.records();
        }
        if (config.transcript().storage() == TranscriptConfig.Storage.MEMORY) {
            return new MemorySessionRecords();
        }
        try {
            return closer.register(
                    "session records",
                    FileSessionRecords.open(DataDirectory.of(config).sessions()),
                    FileSessionRecords::close);
        } catch (IOException e) {
            throw notWritable(config.dataDirectory(), e);
        }
    }

    /** Returns whether this process continues a session that an earlier one left, by its id. */
    static Predicate<String> continued(RoomscribeConfig config, SessionRecords records) {
        return config.session().resume() && records instanceof FileSessionRecords files
                ? files::continues
                : sessionId -> false;
    }

    private static AgentJournal journal(Path directory, FishjamClient client) {
        try {
            return AgentJournal.open(directory, client.toString());
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
    }

    private static ConfigurationException notWritable(Path directory, IOException e) {
        return new ConfigurationException(
                "The data directory %s is not writable (%s): set roomscribe.data-directory to a writable directory."
                        .formatted(directory.toAbsolutePath(), e.getClass().getSimpleName()));
    }
}
