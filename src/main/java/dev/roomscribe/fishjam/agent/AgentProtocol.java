package dev.roomscribe.fishjam.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomscribe.fishjam.IdLimit;
import dev.roomscribe.fishjam.proto.AgentRequest;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackEncoding;
import dev.roomscribe.fishjam.proto.TrackType;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes the messages of the agent socket. */
final class AgentProtocol {
    /** A message from Fishjam. */
    sealed interface Incoming {}

    record Authenticated() implements Incoming {}

    record Audio(AudioChunk chunk) implements Incoming {}

    record Image(TrackImage image) implements Incoming {}

    /** A message without anything to act on. Fishjam sends message types that its public protocol does not describe. */
    record Ignored() implements Incoming {}

    record Malformed() implements Incoming {}

    private AgentProtocol() {}

    static Buffer authRequest(String token) {
        return message(AgentRequest.newBuilder()
                .setAuthRequest(AgentRequest.AuthRequest.newBuilder().setToken(token)));
    }

    static Buffer addTrack(String trackId, int sampleRate, String metadata) {
        return message(AgentRequest.newBuilder()
                .setAddTrack(AgentRequest.AddTrack.newBuilder()
                        .setTrack(Track.newBuilder()
                                .setId(trackId)
                                .setType(TrackType.TRACK_TYPE_AUDIO)
                                .setMetadata(metadata))
                        .setCodecParams(AgentRequest.CodecParameters.newBuilder()
                                .setEncoding(TrackEncoding.TRACK_ENCODING_PCM16)
                                .setSampleRate(sampleRate)
                                .setChannels(1))));
    }

    static Buffer trackData(String trackId, byte[] pcm) {
        return message(AgentRequest.newBuilder()
                .setTrackData(AgentRequest.TrackData.newBuilder()
                        .setTrackId(trackId)
                        .setData(UnsafeByteOperations.unsafeWrap(pcm))));
    }

    static Buffer interruptTrack(String trackId) {
        return message(AgentRequest.newBuilder()
                .setInterruptTrack(AgentRequest.InterruptTrack.newBuilder().setTrackId(trackId)));
    }

    static Buffer removeTrack(String trackId) {
        return message(AgentRequest.newBuilder()
                .setRemoveTrack(AgentRequest.RemoveTrack.newBuilder().setTrackId(trackId)));
    }

    static Buffer captureImage(String trackId) {
        return message(AgentRequest.newBuilder()
                .setCaptureImage(AgentRequest.CaptureImage.newBuilder().setTrackId(trackId)));
    }

    private static Buffer message(AgentRequest.Builder request) {
        return Buffer.buffer(request.build().toByteArray());
    }

    static Incoming decode(Buffer message, long arrivedNanos) {
        AgentResponse response = parse(message);
        if (response == null) {
            return new Malformed();
        }
        return switch (response.getContentCase()) {
            case AUTHENTICATED -> new Authenticated();
            case TRACK_DATA -> audio(response.getTrackData(), arrivedNanos);
            case TRACK_IMAGE -> image(response.getTrackImage());
            case CONTENT_NOT_SET -> new Ignored();
        };
    }

    private static @Nullable AgentResponse parse(Buffer message) {
        try {
            return AgentResponse.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private static Incoming audio(AgentResponse.TrackData data, long arrivedNanos) {
        int bytes = data.getData().size();
        if (data.getPeerId().isEmpty() || data.getTrack().getId().isEmpty() || bytes % 2 != 0) {
            return new Malformed();
        }
        if (IdLimit.isExceededBy(data.getPeerId())
                || IdLimit.isExceededBy(data.getTrack().getId())) {
            return new Malformed();
        }
        if (bytes == 0 || data.getTrack().getType() == TrackType.TRACK_TYPE_VIDEO) {
            return new Ignored();
        }
        return new Audio(new AudioChunk(
                data.getPeerId(),
                data.getTrack().getId(),
                data.getTrack().getMetadata(),
                data.getData().toByteArray(),
                arrivedNanos));
    }

    private static Incoming image(AgentResponse.TrackImage image) {
        return new Image(new TrackImage(
                image.getTrackId(), image.getContentType(), image.getData().toByteArray()));
    }
}
