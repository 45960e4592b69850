package dev.roomscribe.fishjam.embedded.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.ByteString;
import dev.roomscribe.fishjam.embedded.room.AgentConnection;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedTrack;
import dev.roomscribe.fishjam.proto.AgentRequest;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.TrackEncoding;
import dev.roomscribe.fishjam.proto.TrackType;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * The tracks that an agent publishes over its socket. As in Fishjam's engine, an invalid track and audio for an unknown
 * one crash the agent; interrupting or removing an unknown track has no effect. Confined to the socket's event loop.
 */
final class AgentTracks {
    private static final Pattern UUID4 = Pattern.compile(
            "[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IMAGE_PIXELS = 16;

    private final EmbeddedPeer agent;
    private final AgentConnection connection;
    private final Map<String, EmbeddedTrack> tracks = new HashMap<>();

    AgentTracks(EmbeddedPeer agent, AgentConnection connection) {
        this.agent = agent;
        this.connection = connection;
    }

    void onRequest(AgentRequest request) {
        switch (request.getContentCase()) {
            case ADD_TRACK -> add(request.getAddTrack());
            case TRACK_DATA -> sendAudio(request.getTrackData());
            case INTERRUPT_TRACK -> {
                EmbeddedTrack track = tracks.get(request.getInterruptTrack().getTrackId());
                if (track != null) {
                    track.interrupt();
                }
            }
            case REMOVE_TRACK -> {
                EmbeddedTrack track = tracks.remove(request.getRemoveTrack().getTrackId());
                if (track != null) {
                    track.unpublish();
                }
            }
            case CAPTURE_IMAGE -> sendImage(request.getCaptureImage().getTrackId());
            case AUTH_REQUEST, CONTENT_NOT_SET -> {
                // A second token and unknown messages are ignored.
            }
        }
    }

    private void add(AgentRequest.AddTrack request) {
        String error = validate(request);
        if (error != null) {
            agent.crash(error);
            return;
        }
        if (agent.connected()) {
            String id = request.getTrack().getId();
            tracks.put(
                    id,
                    agent.publishLive(
                            id,
                            metadata(request.getTrack().getMetadata()),
                            request.getCodecParams().getSampleRate()));
        }
    }

    private @Nullable String validate(AgentRequest.AddTrack request) {
        AgentRequest.CodecParameters codec = request.getCodecParams();
        if (!UUID4.matcher(request.getTrack().getId()).matches()) {
            return "track id is not a UUID";
        }
        if (tracks.containsKey(request.getTrack().getId())) {
            return "track id is taken";
        }
        if (request.getTrack().getType() != TrackType.TRACK_TYPE_AUDIO) {
            return "an agent publishes audio only";
        }
        if (codec.getEncoding() == TrackEncoding.TRACK_ENCODING_OPUS) {
            return "the embedded Fishjam takes PCM16 only";
        }
        if (codec.getSampleRate() != 16_000 && codec.getSampleRate() != 24_000) {
            return "PCM16 must have 16000 or 24000 Hz";
        }
        return codec.getChannels() == 1 ? null : "an agent publishes one channel only";
    }

    private static JsonNode metadata(String given) {
        try {
            JsonNode json = JSON.readTree(given);
            return json.isMissingNode() ? NullNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return NullNode.getInstance();
        }
    }

    private void sendAudio(AgentRequest.TrackData data) {
        EmbeddedTrack track = tracks.get(data.getTrackId());
        if (track == null) {
            agent.crash("data for an unknown track");
        } else if (data.getData().size() % 2 != 0) {
            agent.crash("data with half a sample");
        } else {
            boolean unused = track.send(data.getData().toByteArray());
        }
    }

    private void sendImage(String trackId) {
        connection.send(Buffer.buffer(AgentResponse.newBuilder()
                .setTrackImage(AgentResponse.TrackImage.newBuilder()
                        .setTrackId(trackId)
                        .setContentType("image/jpeg")
                        .setData(GreyImage.JPEG))
                .build()
                .toByteArray()));
    }

    /** A grey square, created on first use: embedded peers have no camera. */
    private static final class GreyImage {
        static final ByteString JPEG = jpeg();

        private static ByteString jpeg() {
            try (ByteString.Output out = ByteString.newOutput()) {
                ImageIO.write(new BufferedImage(IMAGE_PIXELS, IMAGE_PIXELS, BufferedImage.TYPE_BYTE_GRAY), "jpeg", out);
                return out.toByteString();
            } catch (IOException e) {
                throw new UncheckedIOException("Writing to memory failed", e);
            }
        }
    }
}
