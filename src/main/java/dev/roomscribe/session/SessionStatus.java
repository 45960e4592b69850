package dev.roomscribe.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stands.
 *
 * @param startedAt when its agent entered the room; absent before
 * @param agentId the Fishjam peer that it listens as; absent before it was created
 * @param lagMs the longest that any track's audio waits for a decoder
 * @param counts since the start
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
        Counts counts) {

    /**
     * One peer that may speak.
     *
     * @param name as its metadata has it; absent if nobody named it
     * @param tracks how many of its tracks are being recognized at the moment
     */
    public record SpeakerStatus(String peerId, @Nullable String name, int tracks) {}

    /**
     * What a session has done.
     *
     * @param audioSeconds audio taken in, of all tracks
     * @param malformedFrames messages of Fishjam's that could not be read
     */
    public record Counts(long finals, long partials, long gaps, double audioSeconds, long malformedFrames) {}
}
