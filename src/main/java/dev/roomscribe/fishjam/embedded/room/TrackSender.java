package dev.roomscribe.fishjam.embedded.room;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomscribe.fishjam.embedded.media.AudioSink;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.media.Resampler;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Sends a track's audio to the agents that receive it, unless the track is muted. Audio is sent on the audio thread;
 * every other method may be called from any thread.
 */
final class TrackSender implements AudioSink {
    private static final int HIGH_RATE = 24_000;

    private final String peerId;
    private final JsonNode published;
    /** Part of every message, so built once. */
    private final Track unmutedDescription;

    private final Track mutedDescription;
    /** Runs on the audio thread. */
    private final Runnable onScriptedMute;
    /** Used by the audio thread. */
    private final Resampler toHighRate = new Resampler(Recording.SAMPLE_RATE, HIGH_RATE);
    /** Replaced as a whole under the rooms' lock, read by the audio thread. */
    private volatile List<TrackReceiver> receivers = List.of();

    private volatile boolean muted;
    private volatile boolean mutedByScript;

    /**
     * Creates a sender without receivers.
     *
     * @param published the metadata that the publisher gave; its field {@code paused}, if present, follows the mute
     * @param onScriptedMute called when the playback's script mutes or unmutes the track; must not block
     */
    TrackSender(String peerId, String trackId, JsonNode published, Runnable onScriptedMute) {
        this.peerId = peerId;
        this.published = published;
        this.unmutedDescription = description(trackId, metadata(false));
        this.mutedDescription = description(trackId, metadata(true));
        this.onScriptedMute = onScriptedMute;
    }

    private static Track description(String trackId, JsonNode metadata) {
        return Track.newBuilder()
                .setId(trackId)
                .setType(TrackType.TRACK_TYPE_AUDIO)
                .setMetadata(metadata.toString())
                .build();
    }

    private JsonNode metadata(boolean paused) {
        return published.has("paused") ? ((ObjectNode) published.deepCopy()).put("paused", paused) : published;
    }

    JsonNode metadata() {
        return metadata(isMuted());
    }

    Track description() {
        return isMuted() ? mutedDescription : unmutedDescription;
    }

    void setReceivers(List<TrackReceiver> all) {
        receivers = all;
    }

    void setMuted(boolean nowMuted) {
        muted = nowMuted;
    }

    boolean isMuted() {
        return muted || mutedByScript;
    }

    @Override
    public void mutedByScript(boolean nowMuted) {
        if (mutedByScript != nowMuted) {
            mutedByScript = nowMuted;
            onScriptedMute.run();
        }
    }

    @Override
    public boolean hasReceivers() {
        return !muted && !receivers.isEmpty();
    }

    @Override
    public void send(byte[] pcm) {
        List<TrackReceiver> current = receivers;
        if (muted || current.isEmpty()) {
            return;
        }
        Buffer message = message(pcm);
        Buffer highRate = message;
        if (current.stream().anyMatch(receiver -> receiver.sampleRate() == HIGH_RATE)) {
            highRate = message(toHighRate.resample(pcm));
        }
        for (TrackReceiver receiver : current) {
            receiver.connection().send(receiver.sampleRate() == HIGH_RATE ? highRate : message);
        }
    }

    private Buffer message(byte[] pcm) {
        return Buffer.buffer(AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId(peerId)
                        .setTrack(description())
                        .setData(UnsafeByteOperations.unsafeWrap(pcm)))
                .build()
                .toByteArray());
    }
}
