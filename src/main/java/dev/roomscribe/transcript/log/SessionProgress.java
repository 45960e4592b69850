package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Up to where the audio of a session is final or skipped, by the session's clock.
 *
 * @param at seconds from the session's start; when the positions were read
 * @param tracks the tracks of which audio was received
 */
public record SessionProgress(String sessionId, double at, List<TrackProgress> tracks) {
    public SessionProgress {
        requireNonNull(sessionId, "sessionId is null");
        tracks = List.copyOf(tracks);
    }

    /**
     * The progress of one track.
     *
     * @param finalTo seconds from the session's start; all audio before it is final, skipped or in a gap
     */
    public record TrackProgress(String peerId, String trackId, double finalTo) {
        public TrackProgress {
            requireNonNull(peerId, "peerId is null");
            requireNonNull(trackId, "trackId is null");
        }
    }
}
