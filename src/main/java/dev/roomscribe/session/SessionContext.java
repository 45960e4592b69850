package dev.roomscribe.session;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.agent.Agents;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.session.speech.SessionClock;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.webhook.Webhooks;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every session works with.
 *
 * @param announcement what agents say when they come in, null for nothing
 * @param webhooks what posts events, null where no secret is set to sign them with
 * @param nanoTime as {@link System#nanoTime}
 */
public record SessionContext(
        Vertx vertx,
        FishjamClient fishjam,
        Agents agents,
        RoomMonitor rooms,
        SpeechEngine engine,
        Transcripts transcripts,
        SessionLimits limits,
        GateOptions gate,
        @Nullable Announcement announcement,
        @Nullable Webhooks webhooks,
        InstantSource wallClock,
        LongSupplier nanoTime) {
    SessionClock clock() {
        return new SessionClock(wallClock.instant().truncatedTo(ChronoUnit.MILLIS), nanoTime.getAsLong());
    }
}
