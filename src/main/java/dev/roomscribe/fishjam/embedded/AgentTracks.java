package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.ByteString;
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
 * What an agent says: the tracks it publishes over its socket, heard by everybody else. As in Fishjam's engine, a track
 * it cannot have or does not have crashes it; only removing one that is not there is forgiven. Confined to the socket's
 * event loop.
 */
final class AgentTracks {
    private static final Pattern UUID4 = Pattern.compile(
            "[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PICTURE_PIXELS = 16;

    private final EmbeddedPeer agent;
    private final AgentConnection connection;
    private final Map<String, EmbeddedTrack> tracks = new HashMap<>();

    AgentTracks(EmbeddedPeer agent, AgentConnection connection) {
        this.agent = agent;
        this.connection = connection;
    }

    void take(AgentRequest request) {
        switch (request.getContentCase()) {
            case ADD_TRACK -> add(request.getAddTrack());
            case TRACK_DATA -> say(request.getTrackData());
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
            case CAPTURE_IMAGE -> picture(request.getCaptureImage().getTrackId());
            case AUTH_REQUEST, CONTENT_NOT_SET -> {
                // A second token and what is unknown are passed over.
            }
        }
    }

    private void add(AgentRequest.AddTrack wanted) {
        String flaw = flaw(wanted);
        if (flaw != null) {
            agent.crash(flaw);
            return;
        }
        if (agent.connected()) {
            String id = wanted.getTrack().getId();
            tracks.put(
                    id,
                    agent.publishLive(
                            id,
                            metadata(wanted.getTrack().getMetadata()),
                            wanted.getCodecParams().getSampleRate()));
        }
    }

    private @Nullable String flaw(AgentRequest.AddTrack wanted) {
        AgentRequest.CodecParameters codec = wanted.getCodecParams();
        if (!UUID4.matcher(wanted.getTrack().getId()).matches()) {
            return "track id is no UUID";
        }
        if (tracks.containsKey(wanted.getTrack().getId())) {
            return "track id is taken";
        }
        if (wanted.getTrack().getType() != TrackType.TRACK_TYPE_AUDIO) {
            return "an agent publishes audio only";
        }
        if (codec.getEncoding() == TrackEncoding.TRACK_ENCODING_OPUS) {
            return "the embedded Fishjam takes PCM16 only";
        }
        if (codec.getSampleRate() != 16_000 && codec.getSampleRate() != 24_000) {
            return "PCM16 comes at 16000 or 24000 Hz";
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

    private void say(AgentRequest.TrackData data) {
        EmbeddedTrack track = tracks.get(data.getTrackId());
        if (track == null) {
            agent.crash("data for a track that is not there");
        } else if (data.getData().size() % 2 != 0) {
            agent.crash("data that is no whole samples");
        } else {
            boolean unused = track.say(data.getData().toByteArray());
        }
    }

    private void picture(String trackId) {
        connection.send(Buffer.buffer(AgentResponse.newBuilder()
                .setTrackImage(AgentResponse.TrackImage.newBuilder()
                        .setTrackId(trackId)
                        .setContentType("image/jpeg")
                        .setData(Picture.JPEG))
                .build()
                .toByteArray()));
    }

    /** A grey square, made when first asked for: nobody here has a camera. */
    private static final class Picture {
        static final ByteString JPEG = jpeg();

        private static ByteString jpeg() {
            try (ByteString.Output out = ByteString.newOutput()) {
                ImageIO.write(
                        new BufferedImage(PICTURE_PIXELS, PICTURE_PIXELS, BufferedImage.TYPE_BYTE_GRAY), "jpeg", out);
                return out.toByteString();
            } catch (IOException e) {
                throw new UncheckedIOException("Writing to memory failed", e);
            }
        }
    }
}
