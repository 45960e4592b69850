package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
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

/** A room and who is in it. Every method may be called from any thread. */
public final class EmbeddedRoom {
    private final EmbeddedFishjam fishjam;
    private final String id;
    private final RoomSettings settings;
    /** Guarded by the Fishjam's lock. */
    private final Map<String, EmbeddedPeer> peers = new LinkedHashMap<>();

    EmbeddedRoom(EmbeddedFishjam fishjam, String id, RoomSettings settings) {
        this.fishjam = fishjam;
        this.id = id;
        this.settings = settings;
    }

    public String id() {
        return id;
    }

    /** Lets a person join who listens and says nothing. */
    public EmbeddedPeer join(String name) {
        return join(PeerType.WEBRTC, name, null);
    }

    /**
     * Lets a person join and talk. Their server metadata says {@code name}, and in {@code recording_started_at} when
     * sample 0 of the recording was said.
     */
    public EmbeddedPeer join(String name, Playback playback) {
        return join(PeerType.WEBRTC, name, playback);
    }

    /** Lets an agent or a bot join and talk; Fishjam gives such peers no name. */
    public EmbeddedPeer join(PeerType type, Playback playback) {
        return join(type, null, playback);
    }

    private EmbeddedPeer join(PeerType type, @Nullable String name, @Nullable Playback playback) {
        synchronized (lock()) {
            Playback placed = playback == null || playback.start() != null
                    ? playback
                    : playback.startingAt(microphones().now());
            EmbeddedPeer peer = create(
                    type,
                    name == null ? NullNode.getInstance() : metadata(name, placed),
                    SubscribeMode.AUTO,
                    Recording.SAMPLE_RATE);
            peer.appear();
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

    /** Returns everybody who was added and not removed. */
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

    /** Ends the room: every connection is closed. Does nothing the second time. */
    public void delete() {
        fishjam.delete(id);
    }

    /** Has the room fall over: every connection is closed with 1011, and the room is no more. */
    public void crash(String reason) {
        fishjam.crash(id, reason);
    }

    Object lock() {
        return fishjam.lock();
    }

    Microphones microphones() {
        return fishjam.microphones();
    }

    RoomSettings settings() {
        return settings;
    }

    /** @throws IllegalStateException if the room has as many peers as it may */
    EmbeddedPeer create(PeerType type, JsonNode metadata, SubscribeMode subscribeMode, int sampleRate) {
        if (full()) {
            throw new IllegalStateException("room " + id + " is full");
        }
        EmbeddedPeer peer =
                new EmbeddedPeer(this, UUID.randomUUID().toString(), type, metadata, subscribeMode, sampleRate);
        peers.put(peer.id(), peer);
        publish(Notifications.peerAdded(peer));
        return peer;
    }

    boolean full() {
        return settings.maxPeers() > 0 && peers.size() >= settings.maxPeers();
    }

    boolean remove(String peerId) {
        synchronized (lock()) {
            EmbeddedPeer peer = peers.remove(peerId);
            if (peer == null) {
                return false;
            }
            peer.removed(EmbeddedPeer.NORMAL, "Peer removed");
            publish(Notifications.peerDeleted(peer));
            connectHearers();
            return true;
        }
    }

    void crash(EmbeddedPeer peer, String reason) {
        synchronized (lock()) {
            if (peers.remove(peer.id()) != null) {
                peer.removed(EmbeddedPeer.CRASHED, reason);
                publish(Notifications.peerCrashed(peer, reason));
                connectHearers();
            }
        }
    }

    void stop() {
        List<EmbeddedPeer> all = new ArrayList<>(peers.values());
        peers.clear();
        for (EmbeddedPeer peer : all) {
            peer.removed(EmbeddedPeer.NORMAL, "Room stopped");
            publish(Notifications.peerDeleted(peer));
        }
        publish(Notifications.roomDeleted(this));
    }

    /** Ends without a word to the peers: their sockets close with 1011, and the room is gone. */
    void fail(String reason) {
        List<EmbeddedPeer> all = new ArrayList<>(peers.values());
        peers.clear();
        all.forEach(peer -> peer.removed(EmbeddedPeer.CRASHED, reason));
        publish(Notifications.roomCrashed(this));
    }

    /** To be called under the lock, once it has happened. */
    void publish(ServerMessage notification) {
        fishjam.hub().publish(this, notification);
    }

    void later(Runnable task) {
        fishjam.later(task);
    }

    /** Works out anew who hears what; to be called after any change that bears on it. */
    void connectHearers() {
        for (EmbeddedPeer publisher : peers.values()) {
            for (EmbeddedTrack track : publisher.tracks()) {
                track.hearers(peers.values().stream()
                        .map(peer -> peer.hearing(track))
                        .filter(Objects::nonNull)
                        .toList());
            }
        }
    }
}
