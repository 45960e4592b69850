package dev.roomscribe.fishjam.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.ByteString;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerAdded;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerConnected;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerCrashed;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerDisconnected;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerMetadataUpdated;
import dev.roomscribe.fishjam.notification.RoomNotification.RoomCreated;
import dev.roomscribe.fishjam.notification.RoomNotification.RoomDeleted;
import dev.roomscribe.fishjam.notification.RoomNotification.TrackAdded;
import dev.roomscribe.fishjam.notification.RoomNotification.TrackMetadataUpdated;
import dev.roomscribe.fishjam.notification.RoomNotification.TrackRemoved;
import dev.roomscribe.fishjam.notification.RoomNotification.VoiceActivity;
import dev.roomscribe.fishjam.proto.ServerMessage;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications as the official encoder writes them. */
class NotificationReaderTest {
    private static List<RoomNotification> read(String hex) {
        return NotificationReader.read(HexFormat.of().parseHex(hex)).orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Track audio(JsonNode metadata) {
        return new Track("t1", TrackType.AUDIO, metadata);
    }

    @Test
    void roomNotifications() {
        assertThat(read("52040a027231")).containsExactly(new RoomCreated("r1"));
        assertThat(read("5a040a027231")).containsExactly(new RoomDeleted("r1"));
    }

    @Test
    void peerNotificationsHaveTheirType() {
        assertThat(read("a2010a0a027231120270311801")).containsExactly(new PeerAdded("r1", "p1", PeerType.WEBRTC));
        assertThat(read("120a0a027231120270311801")).containsExactly(new PeerConnected("r1", "p1", PeerType.WEBRTC));
        assertThat(read("120a0a027231120261311802")).containsExactly(new PeerConnected("r1", "a1", PeerType.AGENT));
        assertThat(read("1a0a0a027231120270311801")).containsExactly(new PeerDisconnected("r1", "p1", PeerType.WEBRTC));
        assertThat(read("220d0a027231120270311a01782001"))
                .containsExactly(new PeerCrashed("r1", "p1", PeerType.WEBRTC, "x"));
        assertThat(read("8201130a027231120270311a077b2261223a317d2001"))
                .containsExactly(new PeerMetadataUpdated("r1", "p1", PeerType.WEBRTC, json("{\"a\":1}")));
    }

    @Test
    void trackNotifications() {
        JsonNode open = json("{\"type\":\"microphone\",\"paused\":false}");
        JsonNode muted = json("{\"type\":\"microphone\",\"paused\":true}");
        assertThat(read(
                        "8a01360a02723112027031222c0a02743110021a247b2274797065223a226d6963726f70686f6e65222c22706175736564"
                                + "223a66616c73657d"))
                .containsExactly(new TrackAdded("r1", "p1", audio(open)));
        assertThat(read(
                        "9a01350a02723112027031222b0a02743110021a237b2274797065223a226d6963726f70686f6e65222c22706175736564"
                                + "223a747275657d"))
                .containsExactly(new TrackMetadataUpdated("r1", "p1", audio(muted)));
        assertThat(read("9201160a02723112027031220c0a02743110021a046e756c6c"))
                .containsExactly(new TrackRemoved("r1", "p1", audio(NullNode.getInstance())));
    }

    @Test
    void voiceActivityIsSpeechOrNot() {
        assertThat(read("82020e0a027231120270311a0274312002"))
                .containsExactly(new VoiceActivity("r1", "p1", "t1", true));
        assertThat(read("82020e0a027231120270311a0274312001"))
                .containsExactly(new VoiceActivity("r1", "p1", "t1", false));
    }

    @Test
    void aBatchGivesItsNotificationsInOrder() {
        assertThat(read("8a02160a0652040a0272310a0c120a0a027231120270311801"))
                .containsExactly(new RoomCreated("r1"), new PeerConnected("r1", "p1", PeerType.WEBRTC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3200", "3a050a03616263", "42020801", "4a020801", "92020b0a0372656310011a027b7d"})
    void messagesWithoutARoomAreSkipped(String hex) {
        assertThat(read(hex)).isEmpty();
    }

    @Test
    void malformedOrTooLongMetadataIsNull() {
        for (String text : List.of("", "{", "nonsense", "[".repeat(5_000), "\"" + "x".repeat(70_000) + "\"")) {
            byte[] message = ServerMessage.newBuilder()
                    .setPeerMetadataUpdated(ServerMessage.PeerMetadataUpdated.newBuilder()
                            .setRoomId("r")
                            .setPeerId("p")
                            .setMetadata(text))
                    .build()
                    .toByteArray();

            assertThat(NotificationReader.read(message).orElseThrow())
                    .containsExactly(new PeerMetadataUpdated("r", "p", PeerType.OTHER, NullNode.getInstance()));
        }
    }

    @Test
    void aNotificationWithoutARoomOrAPeerIsSkipped() {
        byte[] withoutRoom = ServerMessage.newBuilder()
                .setRoomDeleted(ServerMessage.RoomDeleted.getDefaultInstance())
                .build()
                .toByteArray();
        byte[] withoutPeer = ServerMessage.newBuilder()
                .setPeerConnected(ServerMessage.PeerConnected.newBuilder().setRoomId("r"))
                .build()
                .toByteArray();
        assertThat(NotificationReader.read(withoutRoom).orElseThrow()).isEmpty();
        assertThat(NotificationReader.read(withoutPeer).orElseThrow()).isEmpty();
    }

    @Property
    void anyBytesAreDecodedOrRejected(@ForAll byte[] bytes) {
        assertThat(NotificationReader.read(bytes)).isNotNull();
    }

    @Property
    void aDamagedMessageIsDecodedOrRejected(@ForAll @Size(max = 8) byte[] damage, @ForAll short at) {
        byte[] message = ByteString.fromHex(
                        "8a01360a02723112027031222c0a02743110021a247b2274797065223a226d6963726f70686f6e65222c22706175736564"
                                + "223a66616c73657d")
                .toByteArray();
        for (int i = 0; i < damage.length; i++) {
            message[Math.floorMod(at + i, message.length)] ^= damage[i];
        }

        assertThat(NotificationReader.read(message)).isNotNull();
    }
}
