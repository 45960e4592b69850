package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An audio track that somebody publishes. Every method may be called from any thread. */
public final class EmbeddedTrack {
    private static final int HIGH_RATE = 24_000;

    private final EmbeddedPeer peer;
    private final String id;
    private final JsonNode published;
    /** Said with every chunk, so put together once. */
    private final Track unpausedDescription;

    private final Track pausedDescription;
    private final Instant startedAt;
    /** Set once, before anybody hears the track. */
    private @Nullable Voice voice;
    /** Used by whoever speaks. */
    private Resampler given = new Resampler(Recording.SAMPLE_RATE, Recording.SAMPLE_RATE);
    /** Used by the microphones' thread. */
    private final Resampler to24k = new Resampler(Recording.SAMPLE_RATE, HIGH_RATE);
    /** Guarded by the Fishjam's lock. */
    private boolean announcedPaused;
    /** Who is sent this track: replaced as a whole under the Fishjam's lock, read by the microphones' thread. */
    private volatile List<AgentConnection> hearers = List.of();

    private volatile boolean paused;
    private volatile boolean pausedByScript;

    /** @param published what its publisher says of it; {@code paused} is kept true to the microphone, if it is there */
    EmbeddedTrack(EmbeddedPeer peer, String id, JsonNode published, Instant startedAt) {
        this.peer = peer;
        this.id = id;
        this.published = published;
        this.unpausedDescription = description(metadata(false));
        this.pausedDescription = description(metadata(true));
        this.startedAt = startedAt;
    }

    /** What official clients publish. */
    static JsonNode source(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("paused", false);
    }

    public String id() {
        return id;
    }

    /** Returns when sample 0 of the recording is, or was, said. */
    public Instant recordingStartedAt() {
        return startedAt;
    }

    /** Turns the microphone off; the person goes on talking, unheard. */
    public void mute() {
        paused = true;
        announcePause();
    }

    /** Turns the microphone on again, except where the playback's own script has it off. */
    public void unmute() {
        paused = false;
        announcePause();
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
        voice = microphones.play(this, playback, startedAt);
    }

    void playLive(Microphones microphones, int givenRate) {
        given = new Resampler(givenRate, Recording.SAMPLE_RATE);
        voice = microphones.live(this);
    }

    /**
     * Says something on a track made with {@link EmbeddedPeer#publishLive}: played in real time after what waits.
     *
     * @param pcm signed 16-bit little-endian mono at 16 kHz, or at an agent's own rate, whole samples; not to be changed afterwards
     * @return whether there was room for it: ten minutes may wait
     */
    public boolean say(byte[] pcm) {
        return voice instanceof LiveVoice live && live.push(given.take(pcm));
    }

    /** Forgets what was to be said and is not yet. */
    public void interrupt() {
        if (voice instanceof LiveVoice live) {
            live.interrupt();
        }
    }

    /** Tells the room's subscribers of a mute or its end, unless they know. */
    private void announcePause() {
        synchronized (peer.room().lock()) {
            if (announcedPaused != paused() && peer.tracks().contains(this)) {
                announcedPaused = paused();
                peer.room().publish(Notifications.trackMetadataUpdated(this));
            }
        }
    }

    void stop() {
        hearers = List.of();
        if (voice != null) {
            voice.stop();
        }
    }

    void hearers(List<AgentConnection> connections) {
        hearers = connections;
    }

    void pausedByScript(boolean muted) {
        if (pausedByScript != muted) {
            pausedByScript = muted;
            // The microphones' thread must not wait for the lock.
            peer.room().later(this::announcePause);
        }
    }

    JsonNode metadata() {
        return metadata(paused());
    }

    private JsonNode metadata(boolean pausedNow) {
        return published.has("paused") ? ((ObjectNode) published.deepCopy()).put("paused", pausedNow) : published;
    }

    Track description() {
        return paused() ? pausedDescription : unpausedDescription;
    }

    private Track description(JsonNode metadata) {
        return Track.newBuilder()
                .setId(id)
                .setType(TrackType.TRACK_TYPE_AUDIO)
                .setMetadata(metadata.toString())
                .build();
    }

    /** Returns whether a chunk sent now would reach anybody. */
    boolean heard() {
        return !paused && !hearers.isEmpty();
    }

    /** Sends a chunk to whoever is to hear this track now, unless it is muted. */
    void send(byte[] pcm) {
        List<AgentConnection> connections = hearers;
        if (paused || connections.isEmpty()) {
            return;
        }
        Buffer message = message(pcm);
        Buffer high = message;
        if (connections.stream().anyMatch(connection -> connection.sampleRate() == HIGH_RATE)) {
            high = message(to24k.take(pcm));
        }
        for (AgentConnection connection : connections) {
            connection.send(connection.sampleRate() == HIGH_RATE ? high : message);
        }
    }

    private Buffer message(byte[] pcm) {
        return Buffer.buffer(AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId(peer.id())
                        .setTrack(description())
                        .setData(UnsafeByteOperations.unsafeWrap(pcm)))
                .build()
                .toByteArray());
    }
}
