package dev.roomscribe.fishjam.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Track;

/**
 * An event in a room, as Fishjam reports it over the notification socket or a webhook. Notifications of a room arrive in
 * order. Agents, including this service's own, cause the same notifications as other peers.
 *
 * <p>The usual sequence for a peer: added, connected, metadata updated, tracks added, disconnected, tracks removed,
 * deleted.
 */
public sealed interface RoomNotification {
    /** Returns the room's id; opaque. */
    String roomId();

    /** A notification that concerns a single peer of the room. */
    sealed interface OfPeer extends RoomNotification {
        /** Returns the peer's id; opaque. */
        String peerId();
    }

    /** A room was created. */
    record RoomCreated(String roomId) implements RoomNotification {}

    /** A room was deleted; the notifications of its peers came before. */
    record RoomDeleted(String roomId) implements RoomNotification {}

    /** A room crashed and no longer exists. */
    record RoomCrashed(String roomId) implements RoomNotification {}

    /** A peer was created; it is not connected yet. */
    record PeerAdded(String roomId, String peerId, PeerType type) implements OfPeer {}

    /** A peer was removed. */
    record PeerDeleted(String roomId, String peerId, PeerType type) implements OfPeer {}

    /** A peer's socket was accepted; its tracks follow. */
    record PeerConnected(String roomId, String peerId, PeerType type) implements OfPeer {}

    /** A peer's socket was closed; the peer stays in the room and may reconnect. */
    record PeerDisconnected(String roomId, String peerId, PeerType type) implements OfPeer {}

    /** A peer crashed and no longer exists; sent instead of {@link PeerDeleted}. */
    record PeerCrashed(String roomId, String peerId, PeerType type, String reason) implements OfPeer {}

    /**
     * A peer's metadata changed, or is reported for the first time.
     *
     * @param metadata a JSON null if there is none or it is not JSON; untrusted, set by the peer's client
     */
    record PeerMetadataUpdated(String roomId, String peerId, PeerType type, JsonNode metadata) implements OfPeer {}

    /** A peer published a track. */
    record TrackAdded(String roomId, String peerId, Track track) implements OfPeer {}

    /** A peer stopped publishing a track. */
    record TrackRemoved(String roomId, String peerId, Track track) implements OfPeer {}

    /** A track's metadata changed; a mute changes {@link Track#paused}. */
    record TrackMetadataUpdated(String roomId, String peerId, Track track) implements OfPeer {}

    /** Speech on a track started or stopped, judged by loudness. Sent only if Fishjam is set up for it, and lossy. */
    record VoiceActivity(String roomId, String peerId, String trackId, boolean speaking) implements OfPeer {}
}
