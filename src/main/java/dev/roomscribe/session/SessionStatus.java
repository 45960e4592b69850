package dev.roomscribe.session;

import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stands.
 *
 * @param startedAt when its agent entered the room; absent before
 * @param agentId the Fishjam peer that it listens as; absent before it was created
 * @param lagMs how long the audio has waited for a decoder that has waited longest
 * @param queuedMs the audio of all tracks that waits for a decoder
 * @param realTimeFactor processor seconds that a second of decoded audio took, of the tracks that are there; absent
 *     before any was decoded
 * @param counts since the start
 * @param webhook how its events get to the URL that the start named; absent if it named none
 */
public record SessionStatus(
        String roomId,
        String sessionId,
        SessionState state,
        StartOptions options,
        @Nullable Instant startedAt,
        @Nullable String agentId,
        List<SpeakerStatus> peers,
        long lagMs,
        long queuedMs,
        @Nullable Double realTimeFactor,
        Counts counts,
        @Nullable WebhookStatus webhook) {

    /**
     * One peer that may speak.
     *
     * @param name as its metadata has it; absent if nobody named it
     * @param tracks those that are being recognized at the moment
     */
    public record SpeakerStatus(String peerId, @Nullable String name, List<TrackStatus> tracks) {}

    /** One track, with figures as those of the session. */
    public record TrackStatus(
            String trackId,
            long lagMs,
            long queuedMs,
            @Nullable Double realTimeFactor) {
        public static TrackStatus of(String trackId, StreamLoad load) {
            return new TrackStatus(
                    trackId, load.lag().toMillis(), load.queued().toMillis(), SessionStatus.realTimeFactor(load));
        }
    }

    static @Nullable Double realTimeFactor(StreamLoad load) {
        return load.decoded().isZero() ? null : Math.round(load.realTimeFactor() * 10_000) / 10_000.0;
    }

    /**
     * What a session has done.
     *
     * @param gaps stated holes in what was heard
     * @param lostSeconds audio and time in them, of all tracks
     * @param audioSeconds audio taken in, of all tracks
     * @param malformedFrames messages of Fishjam's that could not be read
     */
    public record Counts(
            long finals, long partials, long gaps, double lostSeconds, double audioSeconds, long malformedFrames) {}
}
