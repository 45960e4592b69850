package dev.roomscribe.session;

import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.SessionException.Reason;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.webhook.Webhooks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether the service accepts another session. Thread-safe. */
final class Admission {
    /** How many streams a session is expected to open. */
    private static final int EXPECTED_SPEAKERS = 2;

    private final SessionSettings settings;
    private final SpeechEngine engine;
    private final @Nullable Webhooks webhooks;

    /** @param webhooks null if no webhook secret is configured */
    Admission(SessionSettings settings, SpeechEngine engine, @Nullable Webhooks webhooks) {
        this.settings = settings;
        this.engine = engine;
        this.webhooks = webhooks;
    }

    /** Returns why a session cannot be started with these options; empty if it can. */
    Optional<SessionException> checkOptions(String roomId, StartOptions options) {
        if (Boolean.TRUE.equals(options.announcement()) && settings.announcement() == null) {
            return Optional.of(new SessionException(
                    Reason.NO_ANNOUNCEMENT,
                    "Room " + roomId
                            + " cannot be started with an announcement, because none is configured; set"
                            + " roomscribe.announcement to a WAV file, or omit announcement."));
        }
        return webhookProblem(options)
                .map(why -> new SessionException(
                        Reason.NO_WEBHOOK, "Room " + roomId + " cannot be started with this webhook_url: " + why));
    }

    private Optional<String> webhookProblem(StartOptions options) {
        if (options.webhookUrl() == null) {
            return Optional.empty();
        }
        if (webhooks == null) {
            return Optional.of("no secret to sign webhooks with is configured; set roomscribe.webhook.secret, or omit"
                    + " webhook_url.");
        }
        try {
            webhooks.check(options.webhookUrl());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns whether recognition has capacity for another session that was admitted by an earlier process.
     *
     * <p>The first one is always allowed: before anything is decoded, the capacity is only an estimate, which is too low if
     * the machine was busy at the start.
     *
     * @param joining how many such sessions are joining their rooms, or have just joined and opened no streams yet
     */
    boolean allowsResumption(int joining) {
        EngineLoad load = engine.load();
        return load.streams() + joining == 0 || load.allows(load.streams() + (joining + 1) * EXPECTED_SPEAKERS);
    }

    /**
     * Returns why no session can be started; empty if one can.
     *
     * @param sessions how many are running or starting
     */
    Optional<SessionException> checkCapacity(int sessions) {
        if (sessions >= settings.maxSessions()) {
            return Optional.of(new SessionException(
                    Reason.FULL,
                    "The maximum number of rooms is being transcribed (roomscribe.session.max-sessions); try again"
                            + " later."));
        }
        // A session that has just started has opened no streams yet, so each counts with the expected number.
        EngineLoad load = engine.load();
        int expectedStreams = Math.max(load.streams(), sessions * EXPECTED_SPEAKERS);
        return load.allows(expectedStreams + EXPECTED_SPEAKERS)
                ? Optional.empty()
                : Optional.of(new SessionException(
                        Reason.FULL,
                        "Recognition is at its capacity (see roomscribe_recognition_utilization_ratio and roomscribe_recognition_capacity_streams); try"
                                + " again later, or start the room on another instance."));
    }
}
