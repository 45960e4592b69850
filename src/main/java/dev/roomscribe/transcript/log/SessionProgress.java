package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the audio of a session is final or skipped, by the session's clock.
 *
 * @param at seconds from the session's start; when the positions were read
 * @param tracks the tracks that have sent audio
 */
public record SessionProgress(String sessionId, double at, List<TrackProgress> tracks) {
    public SessionProgress {
        requireNonNull(sessionId, "sessionId is null");
        tracks = List.copyOf(tracks);
    }

    /**
     * The progress of one track, or of all audio of the session.
     *
     * @param peerId null if all audio of the session is meant, because the connection to Fishjam is lost
     * @param trackId null if {@code peerId} is null
     * @param finalTo seconds from the session's start; all audio before it is final, skipped or in a gap
     */
    public record TrackProgress(
            @Nullable String peerId, @Nullable String trackId, double finalTo) {
        /** Returns the progress of all audio of the session. */
        public static TrackProgress ofAllPeers(double finalTo) {
            return new TrackProgress(null, null, finalTo);
        }
    }
}
