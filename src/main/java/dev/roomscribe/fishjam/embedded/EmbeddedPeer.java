package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room: a person with a microphone, a bot that talks, or an agent created over REST. Every method may be
 * called from any thread.
 */
public final class EmbeddedPeer {
    static final short NORMAL = 1000;
    static final short CRASHED = 1011;

    private final EmbeddedRoom room;
    private final String id;
    private final PeerType type;
    private final SubscribeMode subscribeMode;
    private final int sampleRate;
    // All below is guarded by the Fishjam's lock.
    private final Map<String, EmbeddedTrack> tracks = new LinkedHashMap<>();
    private final Set<String> subscribedPeers = new LinkedHashSet<>();
    private final Set<String> subscribedTracks = new LinkedHashSet<>();
    private JsonNode metadata;
    private boolean connected;
    private @Nullable AgentConnection connection;

    /** @param sampleRate of what an agent hears, in Hz */
    EmbeddedPeer(
            EmbeddedRoom room,
            String id,
            PeerType type,
            JsonNode metadata,
            SubscribeMode subscribeMode,
            int sampleRate) {
        this.room = room;
        this.id = id;
        this.type = type;
        this.metadata = metadata;
        this.subscribeMode = subscribeMode;
        this.sampleRate = sampleRate;
    }

    public String id() {
        return id;
    }

    public PeerType type() {
        return type;
    }

    public boolean connected() {
        synchronized (room.lock()) {
            return connected;
        }
    }

    /**
     * Publishes another audio track.
     *
     * @throws IllegalStateException if this peer is not in the room any more
     */
    public EmbeddedTrack publish(Playback playback) {
        synchronized (room.lock()) {
            if (!connected) {
                throw new IllegalStateException("peer " + id + " is not connected");
            }
            Instant start = playback.start() == null ? room.microphones().now() : playback.start();
            EmbeddedTrack track = add(UUID.randomUUID().toString(), source(), start);
            track.play(room.microphones(), playback);
            return track;
        }
    }

    /**
     * Publishes an audio track that says what it is given, see {@link EmbeddedTrack#say}.
     *
     * @throws IllegalStateException if this peer is not in the room any more
     */
    public EmbeddedTrack publishLive() {
        return publishLive(UUID.randomUUID().toString(), source(), Recording.SAMPLE_RATE);
    }

    EmbeddedTrack publishLive(String trackId, JsonNode trackMetadata, int givenRate) {
        synchronized (room.lock()) {
            if (!connected) {
                throw new IllegalStateException("peer " + id + " is not connected");
            }
            EmbeddedTrack track = add(trackId, trackMetadata, room.microphones().now());
            track.playLive(room.microphones(), givenRate);
            return track;
        }
    }

    private JsonNode source() {
        return EmbeddedTrack.source(tracks.isEmpty() ? "microphone" : "customAudio");
    }

    private EmbeddedTrack add(String trackId, JsonNode trackMetadata, Instant start) {
        EmbeddedTrack track = new EmbeddedTrack(this, trackId, trackMetadata, start);
        tracks.put(trackId, track);
        room.connectHearers();
        room.publish(Notifications.trackAdded(track));
        return track;
    }

    /** Changes what the peer's own client says of it; what its creator said stays. */
    public void rename(String displayName) {
        synchronized (room.lock()) {
            ObjectNode changed = metadata.isObject() ? metadata.deepCopy() : JsonNodeFactory.instance.objectNode();
            changed.putObject("peer").put("displayName", displayName);
            metadata = changed;
            room.publish(Notifications.peerMetadataUpdated(this));
        }
    }

    /** Comes back after {@link #leave}, with nothing published yet; does nothing for somebody who is there. */
    public void rejoin() {
        synchronized (room.lock()) {
            if (!connected && room.peer(id).isPresent()) {
                appear();
            }
        }
    }

    /** Returns what is published, in the order it was. */
    public List<EmbeddedTrack> tracks() {
        synchronized (room.lock()) {
            return List.copyOf(tracks.values());
        }
    }

    /** Turns every microphone off; the person goes on talking, unheard. */
    public void mute() {
        tracks().forEach(EmbeddedTrack::mute);
    }

    public void unmute() {
        tracks().forEach(EmbeddedTrack::unmute);
    }

    /**
     * Returns when sample 0 of the first recording is, or was, said.
     *
     * @throws IllegalStateException if nothing is published
     */
    public Instant recordingStartedAt() {
        return tracks().stream()
                .findFirst()
                .map(EmbeddedTrack::recordingStartedAt)
                .orElseThrow(() -> new IllegalStateException("peer " + id + " publishes nothing"));
    }

    /** Closes this peer's connection: its tracks end, and it stays in the room as disconnected. */
    public void leave() {
        synchronized (room.lock()) {
            closeConnection(NORMAL, "");
            depart();
            room.connectHearers();
        }
    }

    /** Takes this peer out of the room as Fishjam does when its endpoint crashes: an agent's socket is closed with 1011. */
    public void crash(String reason) {
        room.crash(this, reason);
    }

    /** Breaks an agent's connection under its socket, which sees 1006. */
    public void drop() {
        AgentConnection open = openConnection();
        if (open != null) {
            open.drop();
        }
    }

    /** Lets an agent's connection go dead without a word: nothing is sent, answered or read any more. */
    public void freeze() {
        AgentConnection open = openConnection();
        if (open != null) {
            open.freeze();
        }
    }

    /** Sends an agent a frame as it is, sense or none. */
    public void sendRaw(byte[] frame) {
        AgentConnection open = openConnection();
        if (open != null) {
            open.send(Buffer.buffer(frame));
        }
    }

    private @Nullable AgentConnection openConnection() {
        synchronized (room.lock()) {
            return connection;
        }
    }

    /** Takes this peer out of the room, as a {@code DELETE} does. */
    public void remove() {
        room.remove(id);
    }

    void unpublish(EmbeddedTrack track) {
        synchronized (room.lock()) {
            if (tracks.remove(track.id()) != null) {
                track.stop();
                room.publish(Notifications.trackRemoved(track));
            }
        }
    }

    EmbeddedRoom room() {
        return room;
    }

    int sampleRate() {
        return sampleRate;
    }

    JsonNode metadata() {
        return metadata;
    }

    SubscribeMode subscribeMode() {
        return subscribeMode;
    }

    Set<String> subscribedPeers() {
        return subscribedPeers;
    }

    Set<String> subscribedTracks() {
        return subscribedTracks;
    }

    /** Marks somebody as there who needs no socket for it. */
    void appear() {
        connected = true;
        room.publish(Notifications.peerConnected(this));
        room.publish(Notifications.peerMetadataUpdated(this));
    }

    /** Returns whether the connection was taken; a peer has at most one. */
    boolean connect(AgentConnection agent) {
        if (connected) {
            return false;
        }
        connection = agent;
        appear();
        return true;
    }

    /** Forgets a connection that has come to its end, unless it was another one's turn already. */
    void disconnected(AgentConnection agent) {
        if (connection == agent) {
            connection = null;
            depart();
            room.connectHearers();
        }
    }

    /** Disconnected, but still of the room: its subscribers hear of the peer first, then of its tracks. */
    private void depart() {
        if (connected) {
            connected = false;
            room.publish(Notifications.peerDisconnected(this));
            endTracks();
        }
    }

    /** Out of the room: its subscribers hear of the tracks first, then of the peer. */
    void removed(short code, String reason) {
        closeConnection(code, reason);
        endTracks();
        if (connected) {
            connected = false;
            room.publish(Notifications.peerDisconnected(this));
        }
    }

    private void endTracks() {
        List<EmbeddedTrack> ending = List.copyOf(tracks.values());
        tracks.clear();
        for (EmbeddedTrack track : ending) {
            track.stop();
            room.publish(Notifications.trackRemoved(track));
        }
    }

    private void closeConnection(short code, String reason) {
        AgentConnection open = connection;
        connection = null;
        if (open != null) {
            open.close(code, reason);
        }
    }

    /** Returns the connection a track has to be sent on, or null if this peer does not hear it. */
    @Nullable
    AgentConnection hearing(EmbeddedTrack track) {
        boolean subscribed = subscribeMode == SubscribeMode.AUTO
                || subscribedPeers.contains(track.peer().id())
                || subscribedTracks.contains(track.id());
        return subscribed && track.peer() != this ? connection : null;
    }
}
