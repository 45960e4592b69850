package dev.roomscribe.fishjam.embedded.room;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.embedded.media.AudioScheduler;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.proto.ServerMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A room and its peers. Every method may be called from any thread. */
public final class EmbeddedRoom {
    private final Rooms rooms;
    private final String id;
    private final RoomSettings settings;
    /** Guarded by the rooms' lock. */
    private final Map<String, EmbeddedPeer> peers = new LinkedHashMap<>();

    EmbeddedRoom(Rooms rooms, String id, RoomSettings settings) {
        this.rooms = rooms;
        this.id = id;
        this.settings = settings;
    }

    public String id() {
        return id;
    }

    public RoomSettings settings() {
        return settings;
    }

    /** Adds a connected WebRTC peer without tracks. */
    public EmbeddedPeer join(String name) {
        return join(PeerType.WEBRTC, name, null);
    }

    /**
     * Adds a connected WebRTC peer that publishes a recording. Its server metadata holds {@code name}, and in
     * {@code recording_started_at} the time of the recording's sample 0.
     */
    public EmbeddedPeer join(String name, Playback playback) {
        return join(PeerType.WEBRTC, name, playback);
    }

    /** Adds a connected peer without a name that publishes a recording, such as an agent or a Vapi bot. */
    public EmbeddedPeer join(PeerType type, Playback playback) {
        return join(type, null, playback);
    }

    private EmbeddedPeer join(PeerType type, @Nullable String name, @Nullable Playback playback) {
        synchronized (lock()) {
            Playback placed =
                    playback == null || playback.start() != null ? playback : playback.startingAt(audio().now());
            EmbeddedPeer peer = createPeer(
                    type,
                    name == null ? NullNode.getInstance() : metadata(name, placed),
                    SubscribeMode.AUTO,
                    Recording.SAMPLE_RATE);
            peer.markConnected();
            if (placed != null) {
                peer.publish(placed);
            }
            return peer;
        }
    }

    private static JsonNode metadata(String name, @Nullable Playback playback) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putObject("peer");
        ObjectNode server = metadata.putObject("server").put("name", name);
        Instant start = playback == null ? null : playback.start();
        if (start != null) {
            server.put("recording_started_at", start.toString());
        }
        return metadata;
    }

    /**
     * Creates a peer that is not connected yet.
     *
     * @param sampleRate the rate of the audio that an agent receives, in Hz
     * @throws IllegalStateException if the room is full
     */
    public EmbeddedPeer createPeer(PeerType type, JsonNode metadata, SubscribeMode subscribeMode, int sampleRate) {
        synchronized (lock()) {
            if (isFull()) {
                throw new IllegalStateException("room " + id + " is full");
            }
            EmbeddedPeer peer =
                    new EmbeddedPeer(this, UUID.randomUUID().toString(), type, metadata, subscribeMode, sampleRate);
            peers.put(peer.id(), peer);
            publish(NotificationMessages.peerAdded(peer));
            return peer;
        }
    }

    /** Returns whether the room has as many peers as its settings allow. */
    public boolean isFull() {
        synchronized (lock()) {
            return settings.maxPeers() > 0 && peers.size() >= settings.maxPeers();
        }
    }

    /** Returns all peers that were added and not removed, connected or not, in the order they were added. */
    public List<EmbeddedPeer> peers() {
        synchronized (lock()) {
            return List.copyOf(peers.values());
        }
    }

    public Optional<EmbeddedPeer> peer(String peerId) {
        synchronized (lock()) {
            return Optional.ofNullable(peers.get(peerId));
        }
    }

    /** Returns all peers of type agent, connected or not. */
    public List<EmbeddedPeer> agents() {
        return peers().stream().filter(peer -> peer.type() == PeerType.AGENT).toList();
    }

    /** Deletes the room and closes every connection. Has no effect on a room that is gone. */
    public void delete() {
        rooms.delete(id);
    }

    /** Simulates a crash of the room: every connection is closed with 1011, and the room is gone. */
    public void crash(String reason) {
        rooms.crash(id, reason);
    }

    Object lock() {
        return rooms.lock();
    }

    AudioScheduler audio() {
        return rooms.audio();
    }

    void remove(EmbeddedPeer peer) {
        synchronized (lock()) {
            if (peers.remove(peer.id()) != null) {
                peer.onRemoved(EmbeddedPeer.NORMAL, "Peer removed");
                publish(NotificationMessages.peerDeleted(peer));
                updateReceivers();
            }
        }
    }

    void crash(EmbeddedPeer peer, String reason) {
        synchronized (lock()) {
            if (peers.remove(peer.id()) != null) {
                peer.onRemoved(EmbeddedPeer.CRASHED, reason);
                publish(NotificationMessages.peerCrashed(peer, reason));
                updateReceivers();
            }
        }
    }

    /** Ends the room in an orderly way: its peers are deleted first. Called under the lock. */
    void stop() {
        List<EmbeddedPeer> all = new ArrayList<>(peers.values());
        peers.clear();
        for (EmbeddedPeer peer : all) {
            peer.onRemoved(EmbeddedPeer.NORMAL, "Room stopped");
            publish(NotificationMessages.peerDeleted(peer));
        }
        publish(NotificationMessages.roomDeleted(this));
    }

    /** Ends the room by a crash: agent sockets close with 1011, and no peer is reported as deleted. */
    void fail(String reason) {
        List<EmbeddedPeer> all = new ArrayList<>(peers.values());
        peers.clear();
        all.forEach(peer -> peer.onRemoved(EmbeddedPeer.CRASHED, reason));
        publish(NotificationMessages.roomCrashed(this));
    }

    /** Called under the lock, after the event. */
    void publish(ServerMessage notification) {
        rooms.publish(this, notification);
    }

    void runLater(Runnable task) {
        rooms.runLater(task);
    }

    /** Determines again which agents receive which tracks; called after every change of either. */
    void updateReceivers() {
        for (EmbeddedPeer publisher : peers.values()) {
            for (EmbeddedTrack track : publisher.tracks()) {
                track.setReceivers(peers.values().stream()
                        .map(peer -> peer.receiverOf(track))
                        .filter(Objects::nonNull)
                        .toList());
            }
        }
    }
}
