package dev.roomscribe.fishjam.embedded.room;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tracks that a peer publishes. Guarded by the rooms' lock; every change is notified to the room's subscribers. */
final class PublishedTracks {
    private final EmbeddedPeer peer;
    private final Map<String, EmbeddedTrack> tracks = new LinkedHashMap<>();

    PublishedTracks(EmbeddedPeer peer) {
        this.peer = peer;
    }

    EmbeddedTrack add(String trackId, JsonNode metadata, Instant start) {
        EmbeddedTrack track = new EmbeddedTrack(peer, trackId, metadata, start);
        tracks.put(trackId, track);
        peer.room().updateReceivers();
        peer.room().publish(NotificationMessages.trackAdded(track));
        return track;
    }

    void remove(EmbeddedTrack track) {
        if (tracks.remove(track.id()) != null) {
            end(track);
        }
    }

    void removeAll() {
        List<EmbeddedTrack> ending = inOrder();
        tracks.clear();
        ending.forEach(this::end);
    }

    private void end(EmbeddedTrack track) {
        track.stop();
        peer.room().publish(NotificationMessages.trackRemoved(track));
    }

    /** Returns the tracks in the order they were added. */
    List<EmbeddedTrack> inOrder() {
        return List.copyOf(tracks.values());
    }
}
