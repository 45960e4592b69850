package dev.roomscribe.fishjam;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.proto.AgentRequest;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.TrackType;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The messages of the agent socket, as far as a listener needs them. */
final class AgentProtocol {
    /** What a message from Fishjam means to us. */
    sealed interface Incoming {}

    record Authenticated() implements Incoming {}

    record Audio(AudioChunk chunk) implements Incoming {}

    /** Known or not, nothing to act on: the wire knows more messages than its public description. */
    record Ignorable() implements Incoming {}

    record Malformed() implements Incoming {}

    private AgentProtocol() {}

    static Buffer authRequest(String token) {
        return Buffer.buffer(AgentRequest.newBuilder()
                .setAuthRequest(AgentRequest.AuthRequest.newBuilder().setToken(token))
                .build()
                .toByteArray());
    }

    static Incoming read(Buffer message, long arrivedNanos) {
        AgentResponse response = parse(message);
        if (response == null) {
            return new Malformed();
        }
        return switch (response.getContentCase()) {
            case AUTHENTICATED -> new Authenticated();
            case TRACK_DATA -> audio(response.getTrackData(), arrivedNanos);
            case TRACK_IMAGE, CONTENT_NOT_SET -> new Ignorable();
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
        if (bytes == 0 || data.getTrack().getType() == TrackType.TRACK_TYPE_VIDEO) {
            return new Ignorable();
        }
        return new Audio(new AudioChunk(
                data.getPeerId(),
                data.getTrack().getId(),
                data.getTrack().getMetadata(),
                data.getData().toByteArray(),
                arrivedNanos));
    }
}
