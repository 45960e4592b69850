package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the audio of a session is final or skipped, by the session's clock.
 *
 * @param at seconds from the session's start; when the positions were read
 * @param tracks the tracks that have sent audio, and one entry for all peers
 */
public record SessionProgress(String sessionId, double at, List<TrackProgress> tracks) {
    public SessionProgress {
        requireNonNull(sessionId, "sessionId is null");
        tracks = List.copyOf(tracks);
    }

    /**
     * The progress of one track, or of all audio of the session.
     *
     * @param peerId null if all audio of the session is meant
     * @param trackId null if {@code peerId} is null
     * @param finalTo seconds from the session's start; all audio of the track before it is final, skipped or in a gap. For
     *     all audio of the session: all audio before it has been received or is in a gap; what was spoken later may have
     *     been on its way
     */
    public record TrackProgress(
            @Nullable String peerId, @Nullable String trackId, double finalTo) {
        /** Returns the progress of all audio of the session. */
        public static TrackProgress ofAllPeers(double finalTo) {
            return new TrackProgress(null, null, finalTo);
        }
    }
}
