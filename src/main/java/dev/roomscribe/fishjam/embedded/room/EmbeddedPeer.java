package dev.roomscribe.fishjam.embedded.room;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a room: a WebRTC peer, a bot that talks, or an agent created over REST. Every method may be called from any
 * thread.
 */
public final class EmbeddedPeer {
    static final short NORMAL = 1000;
    static final short CRASHED = 1011;

    private final EmbeddedRoom room;
    private final String id;
    private final PeerType type;
    private final int sampleRate;
    // All fields below are guarded by the rooms' lock.
    private final Subscriptions subscriptions;
    private final PublishedTracks tracks = new PublishedTracks(this);
    private JsonNode metadata;
    private boolean connected;
    private @Nullable AgentConnection connection;

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
        this.subscriptions = new Subscriptions(subscribeMode);
        this.sampleRate = sampleRate;
    }

    public String id() {
        return id;
    }

    public PeerType type() {
        return type;
    }

    public boolean connected() {
        synchronized (lock()) {
            return connected;
        }
    }

    /** Returns the peer's metadata: {@code peer} and {@code server} objects, or JSON null for an agent. */
    public JsonNode metadata() {
        synchronized (lock()) {
            return metadata;
        }
    }

    /**
     * Publishes an audio track that plays a recording.
     *
     * @throws IllegalStateException if this peer is not connected
     */
    public EmbeddedTrack publish(Playback playback) {
        synchronized (lock()) {
            Instant start = playback.start() == null ? room.audio().now() : playback.start();
            EmbeddedTrack track = addTrack(UUID.randomUUID().toString(), trackMetadata(), start);
            track.play(room.audio(), playback);
            return track;
        }
    }

    /**
     * Publishes an audio track at 16 kHz whose audio is passed to {@link EmbeddedTrack#send}.
     *
     * @throws IllegalStateException if this peer is not connected
     */
    public EmbeddedTrack publishLive() {
        return publishLive(UUID.randomUUID().toString(), trackMetadata(), Recording.SAMPLE_RATE);
    }

    /**
     * Publishes an audio track whose audio is passed to {@link EmbeddedTrack#send}.
     *
     * @param liveRate the sample rate of that audio, in Hz
     * @throws IllegalStateException if this peer is not connected
     */
    public EmbeddedTrack publishLive(String trackId, JsonNode trackMetadata, int liveRate) {
        synchronized (lock()) {
            EmbeddedTrack track = addTrack(trackId, trackMetadata, room.audio().now());
            track.playLive(room.audio(), liveRate);
            return track;
        }
    }

    private JsonNode trackMetadata() {
        return EmbeddedTrack.metadata(tracks().isEmpty() ? "microphone" : "customAudio");
    }

    private EmbeddedTrack addTrack(String trackId, JsonNode trackMetadata, Instant start) {
        if (!connected) {
            throw new IllegalStateException("peer " + id + " is not connected");
        }
        return tracks.add(trackId, trackMetadata, start);
    }

    void unpublish(EmbeddedTrack track) {
        synchronized (lock()) {
            tracks.remove(track);
        }
    }

    /** Returns the published tracks, in the order they were published. */
    public List<EmbeddedTrack> tracks() {
        synchronized (lock()) {
            return tracks.inOrder();
        }
    }

    /** Mutes every track. Recordings keep playing, unsent. */
    public void mute() {
        tracks().forEach(EmbeddedTrack::mute);
    }

    public void unmute() {
        tracks().forEach(EmbeddedTrack::unmute);
    }

    /**
     * Returns the time of sample 0 of the first track's recording, which may be in the future.
     *
     * @throws IllegalStateException if this peer has no track
     */
    public Instant recordingStartedAt() {
        return tracks().stream()
                .findFirst()
                .map(EmbeddedTrack::recordingStartedAt)
                .orElseThrow(() -> new IllegalStateException("peer " + id + " has no track"));
    }

    /** Changes the display name in the client's part of the metadata; the server's part is unchanged. */
    public void rename(String displayName) {
        synchronized (lock()) {
            ObjectNode changed = metadata.isObject() ? metadata.deepCopy() : JsonNodeFactory.instance.objectNode();
            changed.putObject("peer").put("displayName", displayName);
            metadata = changed;
            room.publish(NotificationMessages.peerMetadataUpdated(this));
        }
    }

    public SubscribeMode subscribeMode() {
        return subscriptions.mode();
    }

    /** Subscribes this peer to all tracks of another one, also future ones. Has no effect in mode {@code AUTO}. */
    public void subscribeTo(EmbeddedPeer publisher) {
        synchronized (lock()) {
            subscriptions.addPeer(publisher);
            room.updateReceivers();
        }
    }

    /** Subscribes this peer to the room's tracks with these ids; ignores unknown ids. Has no effect in mode {@code AUTO}. */
    public void subscribeToTracks(Set<String> trackIds) {
        synchronized (lock()) {
            subscriptions.addTracks(room.peers(), trackIds);
            room.updateReceivers();
        }
    }

    /** Returns the ids of the peers that this peer is subscribed to explicitly. */
    public List<String> subscribedPeers() {
        synchronized (lock()) {
            return subscriptions.peers();
        }
    }

    /** Returns the ids of the tracks that this peer is subscribed to explicitly. */
    public List<String> subscribedTracks() {
        synchronized (lock()) {
            return subscriptions.tracks();
        }
    }

    /** Connects an agent's socket. Returns whether it was accepted: a peer has at most one. */
    public boolean connect(AgentConnection agent) {
        synchronized (lock()) {
            if (connected) {
                return false;
            }
            connection = agent;
            markConnected();
            // Queued before any audio can be: this agent receives tracks only after the line below.
            agent.sendAuthenticated();
            room.updateReceivers();
            return true;
        }
    }

    /** Handles the end of an agent's socket; ignored if the peer has another connection by then. */
    public void onConnectionClosed(AgentConnection agent) {
        synchronized (lock()) {
            if (connection == agent) {
                connection = null;
                disconnect();
                room.updateReceivers();
            }
        }
    }

    /** Marks this peer as connected and notifies the subscribers. */
    void markConnected() {
        connected = true;
        room.publish(NotificationMessages.peerConnected(this));
        room.publish(NotificationMessages.peerMetadataUpdated(this));
    }

    /** Closes this peer's connection: its tracks end, and it stays in the room as disconnected. */
    public void leave() {
        synchronized (lock()) {
            closeConnection(NORMAL, "");
            disconnect();
            room.updateReceivers();
        }
    }

    /** Connects again after {@link #leave}, without tracks. Has no effect on a connected or a removed peer. */
    public void rejoin() {
        synchronized (lock()) {
            if (!connected && room.peer(id).isPresent()) {
                markConnected();
            }
        }
    }

    /** Removes this peer from the room, as a {@code DELETE} request does. */
    public void remove() {
        room.remove(this);
    }

    /** Removes this peer as Fishjam does when its media endpoint crashes: an agent's socket is closed with 1011. */
    public void crash(String reason) {
        room.crash(this, reason);
    }

    /** Breaks an agent's connection without a close frame: the agent reports code 1006. */
    public void drop() {
        ifConnected(AgentConnection::drop);
    }

    /** Makes an agent's connection half-open: nothing is sent, answered or read any more. */
    public void freeze() {
        ifConnected(AgentConnection::freeze);
    }

    /** Sends a binary frame to an agent unchanged, even if it is malformed. */
    public void sendRaw(byte[] frame) {
        ifConnected(open -> open.send(Buffer.buffer(frame)));
    }

    /** Sends frames to an agent, which may violate the protocol of WebSockets. */
    public void sendFrames(List<WebSocketFrame> frames) {
        ifConnected(open -> frames.forEach(open::sendFrame));
    }

    private void ifConnected(Consumer<AgentConnection> action) {
        AgentConnection open;
        synchronized (lock()) {
            open = connection;
        }
        if (open != null) {
            action.accept(open);
        }
    }

    /** Notifies in Fishjam's order for a disconnected peer: first the peer, then its tracks. */
    private void disconnect() {
        if (connected) {
            connected = false;
            room.publish(NotificationMessages.peerDisconnected(this));
            tracks.removeAll();
        }
    }

    /** Notifies in Fishjam's order for a removed peer: first its tracks, then the peer. Called under the lock. */
    void onRemoved(short code, String reason) {
        closeConnection(code, reason);
        tracks.removeAll();
        if (connected) {
            connected = false;
            room.publish(NotificationMessages.peerDisconnected(this));
        }
    }

    private void closeConnection(short code, String reason) {
        AgentConnection open = connection;
        connection = null;
        if (open != null) {
            open.close(code, reason);
        }
    }

    /** Returns where to send a track's audio for this peer, or null if it does not receive the track. */
    @Nullable
    TrackReceiver receiverOf(EmbeddedTrack track) {
        return connection != null && track.peer() != this && subscriptions.include(track)
                ? new TrackReceiver(connection, sampleRate)
                : null;
    }

    EmbeddedRoom room() {
        return room;
    }

    private Object lock() {
        return room.lock();
    }
}
