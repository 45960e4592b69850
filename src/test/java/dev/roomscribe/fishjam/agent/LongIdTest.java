package dev.roomscribe.fishjam.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomscribe.fishjam.IdLimit;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import io.vertx.core.buffer.Buffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** No message of the agent socket brings an id beyond the bound into the service. */
class LongIdTest {
    @Property(tries = 200)
    void messageWithALongIdIsDropped(
            @ForAll @IntRange(min = 1, max = 900_000) int peerIdLength,
            @ForAll @IntRange(min = 1, max = 2_000) int trackIdLength) {
        AgentResponse message = AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId("p".repeat(peerIdLength))
                        .setTrack(Track.newBuilder().setId("t".repeat(trackIdLength)))
                        .setData(ByteString.copyFrom(new byte[2])))
                .build();
        boolean accepted = peerIdLength <= IdLimit.MAX_BYTES && trackIdLength <= IdLimit.MAX_BYTES;
        assertThat(AgentProtocol.decode(Buffer.buffer(message.toByteArray()), 0))
                .isInstanceOf(accepted ? AgentProtocol.Audio.class : AgentProtocol.Malformed.class);
    }
}
