package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An audio track that somebody publishes. Every method may be called from any thread. */
public final class EmbeddedTrack {
    private final EmbeddedPeer peer;
    private final String id = UUID.randomUUID().toString();
    private final String source;
    private final Instant recordingStartedAt;
    private @Nullable Microphone microphone;
    /** Who is sent this track: replaced as a whole under the Fishjam's lock, read by the microphones' thread. */
    private volatile List<AgentConnection> hearers = List.of();

    private volatile boolean paused;
    private volatile boolean pausedByScript;

    EmbeddedTrack(EmbeddedPeer peer, String source, Instant recordingStartedAt) {
        this.peer = peer;
        this.source = source;
        this.recordingStartedAt = recordingStartedAt;
    }

    public String id() {
        return id;
    }

    /** Returns when sample 0 of the recording is, or was, said. */
    public Instant recordingStartedAt() {
        return recordingStartedAt;
    }

    /** Turns the microphone off; the person goes on talking, unheard. */
    public void mute() {
        paused = true;
    }

    /** Turns the microphone on again, except where the playback's own script has it off. */
    public void unmute() {
        paused = false;
    }

    public boolean paused() {
        return paused || pausedByScript;
    }

    /** Takes the track out of the room. */
    public void unpublish() {
        peer.unpublish(this);
    }

    EmbeddedPeer peer() {
        return peer;
    }

    void play(Microphones microphones, Playback playback) {
        microphone = microphones.play(this, playback, recordingStartedAt);
    }

    void stop() {
        hearers = List.of();
        if (microphone != null) {
            microphone.stop();
        }
    }

    void hearers(List<AgentConnection> connections) {
        hearers = connections;
    }

    void pausedByScript(boolean muted) {
        pausedByScript = muted;
    }

    /** What official clients publish of a microphone. */
    ObjectNode metadata() {
        return JsonNodeFactory.instance.objectNode().put("type", source).put("paused", paused());
    }

    /** Sends a chunk to whoever is to hear this track now, unless it is muted. */
    void send(byte[] pcm) {
        List<AgentConnection> connections = hearers;
        if (paused || connections.isEmpty()) {
            return;
        }
        Buffer message = Buffer.buffer(AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId(peer.id())
                        .setTrack(Track.newBuilder()
                                .setId(id)
                                .setType(TrackType.TRACK_TYPE_AUDIO)
                                .setMetadata(metadata().toString()))
                        .setData(UnsafeByteOperations.unsafeWrap(pcm)))
                .build()
                .toByteArray());
        connections.forEach(connection -> connection.send(message));
    }
}
