package dev.roomscribe.session;

import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.session.speech.TrackLoad;
import dev.roomscribe.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a session at one moment.
 *
 * @param paused whether nothing is recognized or stored, because a client paused the session
 * @param startedAt when the session was created
 * @param agentId the id of the agent's Fishjam peer; null before it is created
 * @param peers the connected peers that are transcribed
 * @param lagMs how long the oldest audio in the decoding queue has waited, in ms
 * @param queuedMs the length of the queued audio of all tracks, in ms
 * @param realTimeFactor the processor seconds that one second of decoded audio took, over the current tracks; null before
 *     any audio is decoded
 * @param counts totals since the start
 * @param webhook the delivery of events to the URL that the start request named; null if it named none
 */
public record SessionStatus(
        String roomId,
        String sessionId,
        SessionState state,
        boolean paused,
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
     * The status of one peer that is transcribed.
     *
     * @param name the name in its metadata; null if it has none
     * @param tracks its tracks that are being recognized
     */
    public record SpeakerStatus(String peerId, @Nullable String name, List<TrackStatus> tracks) {}

    /** The status of one track; the units are those of {@link SessionStatus}. */
    public record TrackStatus(
            String trackId,
            long lagMs,
            long queuedMs,
            @Nullable Double realTimeFactor) {
        static TrackStatus of(TrackLoad track) {
            StreamLoad load = track.load();
            return new TrackStatus(
                    track.trackId(),
                    load.lag().toMillis(),
                    load.queued().toMillis(),
                    SessionStatus.realTimeFactor(load));
        }
    }

    /** Returns the factor rounded to four decimals; null before any audio is decoded. */
    static @Nullable Double realTimeFactor(StreamLoad load) {
        return load.decoded().isZero() ? null : Math.round(load.realTimeFactor() * 10_000) / 10_000.0;
    }

    /**
     * The totals of a session.
     *
     * @param finals published final transcripts
     * @param partials published partial transcripts
     * @param gaps published gaps
     * @param lostSeconds the length of all gaps, in seconds
     * @param audioSeconds the audio received on all tracks, in seconds
     * @param malformedFrames messages from Fishjam that could not be parsed
     */
    public record Counts(
            long finals, long partials, long gaps, double lostSeconds, double audioSeconds, long malformedFrames) {}
}
