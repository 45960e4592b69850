package dev.roomscribe.fishjam.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Track;

/**
 * Something that happened in a room, as Fishjam tells it over the notification socket or a webhook. In order for each
 * room; agents, our own among them, cause the same notifications as people do.
 *
 * <p>A person's usual life: added, connected, metadata updated, tracks added, disconnected, tracks removed, deleted.
 */
public sealed interface RoomNotification {
    /** Returns which room; opaque. */
    String roomId();

    /** A room was created. */
    record RoomCreated(String roomId) implements RoomNotification {}

    /** A room was deleted; its peers' notifications came before. */
    record RoomDeleted(String roomId) implements RoomNotification {}

    /** A room fell over and is no more. */
    record RoomCrashed(String roomId) implements RoomNotification {}

    /** A peer was created; it is not connected yet. */
    record PeerAdded(String roomId, String peerId, PeerType type) implements RoomNotification {}

    /** A peer was removed. */
    record PeerDeleted(String roomId, String peerId, PeerType type) implements RoomNotification {}

    /** A peer's socket was accepted; its tracks follow. */
    record PeerConnected(String roomId, String peerId, PeerType type) implements RoomNotification {}

    /** A peer's socket was closed; the peer stays, and may come back. */
    record PeerDisconnected(String roomId, String peerId, PeerType type) implements RoomNotification {}

    /** A peer crashed and is no more: comes in place of {@link PeerDeleted}. */
    record PeerCrashed(String roomId, String peerId, PeerType type, String reason) implements RoomNotification {}

    /**
     * What is said of a peer has changed, or is told for the first time.
     *
     * @param metadata a JSON null if nothing is, or what is said is not JSON; written by a stranger
     */
    record PeerMetadataUpdated(String roomId, String peerId, PeerType type, JsonNode metadata)
            implements RoomNotification {}

    /** A peer publishes a track. */
    record TrackAdded(String roomId, String peerId, Track track) implements RoomNotification {}

    /** A peer publishes a track no more. */
    record TrackRemoved(String roomId, String peerId, Track track) implements RoomNotification {}

    /** What is said of a track has changed; {@link Track#paused} is how a mute shows. */
    record TrackMetadataUpdated(String roomId, String peerId, Track track) implements RoomNotification {}

    /** Somebody began or ceased to speak, by loudness. Fishjam sends it only where it was set up to, and may lose it. */
    record VoiceActivity(String roomId, String peerId, String trackId, boolean speaking) implements RoomNotification {}
}
