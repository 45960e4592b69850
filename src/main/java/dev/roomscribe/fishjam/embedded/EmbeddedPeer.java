package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.SubscribeMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room: a person with a microphone, a bot that talks, or an agent created over REST. Every method may be
 * called from any thread.
 */
public final class EmbeddedPeer {
    private final EmbeddedRoom room;
    private final String id;
    private final PeerType type;
    private final JsonNode metadata;
    private final SubscribeMode subscribeMode;
    // All below is guarded by the Fishjam's lock.
    private final Map<String, EmbeddedTrack> tracks = new LinkedHashMap<>();
    private final Set<String> subscribedPeers = new LinkedHashSet<>();
    private final Set<String> subscribedTracks = new LinkedHashSet<>();
    private boolean connected;
    private @Nullable AgentConnection connection;

    EmbeddedPeer(EmbeddedRoom room, String id, PeerType type, JsonNode metadata, SubscribeMode subscribeMode) {
        this.room = room;
        this.id = id;
        this.type = type;
        this.metadata = metadata;
        this.subscribeMode = subscribeMode;
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
            EmbeddedTrack track = new EmbeddedTrack(this, tracks.isEmpty() ? "microphone" : "customAudio", start);
            tracks.put(track.id(), track);
            room.connectHearers();
            track.play(room.microphones(), playback);
            return track;
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
            disconnect("");
            room.connectHearers();
        }
    }

    /** Takes this peer out of the room, as a {@code DELETE} does. */
    public void remove() {
        room.remove(id);
    }

    void unpublish(EmbeddedTrack track) {
        synchronized (room.lock()) {
            tracks.remove(track.id());
            track.stop();
        }
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
    }

    /** Returns whether the connection was taken; a peer has at most one. */
    boolean connect(AgentConnection agent) {
        if (connected) {
            return false;
        }
        connected = true;
        connection = agent;
        return true;
    }

    /** Forgets a connection that has come to its end, unless it was another one's turn already. */
    void disconnected(AgentConnection agent) {
        if (connection == agent) {
            connection = null;
            connected = false;
            room.connectHearers();
        }
    }

    /** @param reason what an agent's socket is closed with */
    void disconnect(String reason) {
        AgentConnection open = connection;
        connection = null;
        connected = false;
        tracks.values().forEach(EmbeddedTrack::stop);
        tracks.clear();
        if (open != null) {
            open.close(reason);
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
