package dev.roomscribe.fishjam;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.roomscribe.fishjam.proto.AgentRequest;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.PeerType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as the official encoder writes them, in hex. */
class WireVectorsTest {
    private static final String MICROPHONE = "{\"type\":\"microphone\",\"paused\":false}";
    private static final String MUTED = "{\"type\":\"microphone\",\"paused\":true}";

    static Stream<Arguments> agentMessages() {
        return Stream.of(
                Arguments.of(
                        "0a050a03616263",
                        AgentRequest.newBuilder()
                                .setAuthRequest(
                                        AgentRequest.AuthRequest.newBuilder().setToken("abc"))
                                .build()),
                Arguments.of(
                        "32040a027432",
                        AgentRequest.newBuilder()
                                .setCaptureImage(
                                        AgentRequest.CaptureImage.newBuilder().setTrackId("t2"))
                                .build()),
                Arguments.of(
                        "0a00",
                        AgentResponse.newBuilder()
                                .setAuthenticated(AgentResponse.Authenticated.getDefaultInstance())
                                .build()),
                Arguments.of(
                        "12160a027031120a0a02743110021a027b7d1a040100ff7f",
                        AgentResponse.newBuilder()
                                .setTrackData(AgentResponse.TrackData.newBuilder()
                                        .setPeerId("p1")
                                        .setTrack(audioTrack("{}"))
                                        .setData(ByteString.copyFrom(hex("0100ff7f"))))
                                .build()),
                Arguments.of(
                        "1a140a027432120a696d6167652f6a7065671a02ffd8",
                        AgentResponse.newBuilder()
                                .setTrackImage(AgentResponse.TrackImage.newBuilder()
                                        .setTrackId("t2")
                                        .setContentType("image/jpeg")
                                        .setData(ByteString.copyFrom(hex("ffd8"))))
                                .build()));
    }

    static Stream<Arguments> serverMessages() {
        return Stream.of(
                Arguments.of(
                        "3a050a03616263",
                        server().setAuthRequest(
                                        ServerMessage.AuthRequest.newBuilder().setToken("abc"))),
                Arguments.of("3200", server().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())),
                Arguments.of(
                        "42020801",
                        server().setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                                .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))),
                Arguments.of(
                        "4a020801",
                        server().setSubscribeResponse(ServerMessage.SubscribeResponse.newBuilder()
                                .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))),
                Arguments.of("52040a027231", roomCreated()),
                Arguments.of(
                        "5a040a027231",
                        server().setRoomDeleted(
                                        ServerMessage.RoomDeleted.newBuilder().setRoomId("r1"))),
                Arguments.of(
                        "a2010a0a027231120270311801",
                        server().setPeerAdded(ServerMessage.PeerAdded.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setPeerType(PeerType.PEER_TYPE_WEBRTC))),
                Arguments.of("120a0a027231120270311801", peerConnected("p1", PeerType.PEER_TYPE_WEBRTC)),
                Arguments.of("120a0a027231120261311802", peerConnected("a1", PeerType.PEER_TYPE_AGENT)),
                Arguments.of(
                        "1a0a0a027231120270311801",
                        server().setPeerDisconnected(ServerMessage.PeerDisconnected.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setPeerType(PeerType.PEER_TYPE_WEBRTC))),
                Arguments.of(
                        "220d0a027231120270311a01782001",
                        server().setPeerCrashed(ServerMessage.PeerCrashed.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setReason("x")
                                .setPeerType(PeerType.PEER_TYPE_WEBRTC))),
                Arguments.of(
                        "8201130a027231120270311a077b2261223a317d2001",
                        server().setPeerMetadataUpdated(ServerMessage.PeerMetadataUpdated.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setMetadata("{\"a\":1}")
                                .setPeerType(PeerType.PEER_TYPE_WEBRTC))),
                Arguments.of(
                        "8a01360a02723112027031222c0a02743110021a247b2274797065223a226d6963726f70686f6e65222c2270617573"
                                + "6564223a66616c73657d",
                        server().setTrackAdded(ServerMessage.TrackAdded.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setTrack(audioTrack(MICROPHONE)))),
                Arguments.of(
                        "9a01350a02723112027031222b0a02743110021a237b2274797065223a226d6963726f70686f6e65222c2270617573"
                                + "6564223a747275657d",
                        server().setTrackMetadataUpdated(ServerMessage.TrackMetadataUpdated.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setTrack(audioTrack(MUTED)))),
                Arguments.of(
                        "9201160a02723112027031220c0a02743110021a046e756c6c",
                        server().setTrackRemoved(ServerMessage.TrackRemoved.newBuilder()
                                .setRoomId("r1")
                                .setPeerId("p1")
                                .setTrack(audioTrack("null")))),
                Arguments.of(
                        "82020e0a027231120270311a0274312002", vad(ServerMessage.VadNotification.Status.STATUS_SPEECH)),
                Arguments.of(
                        "82020e0a027231120270311a0274312001", vad(ServerMessage.VadNotification.Status.STATUS_SILENCE)),
                Arguments.of(
                        "8a02160a0652040a0272310a0c120a0a027231120270311801",
                        server().setNotificationBatch(ServerMessage.NotificationBatch.newBuilder()
                                .addNotifications(roomCreated())
                                .addNotifications(peerConnected("p1", PeerType.PEER_TYPE_WEBRTC)))));
    }

    @ParameterizedTest
    @MethodSource("agentMessages")
    void agentMessagesMatchTheOfficialEncoding(String vector, Message message) throws InvalidProtocolBufferException {
        assertThat(message.toByteArray()).isEqualTo(hex(vector));
        assertThat(message.getParserForType().parseFrom(hex(vector))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("serverMessages")
    void serverMessagesMatchTheOfficialEncoding(String vector, ServerMessage.Builder message)
            throws InvalidProtocolBufferException {
        assertThat(message.build().toByteArray()).isEqualTo(hex(vector));
        assertThat(ServerMessage.parseFrom(hex(vector))).isEqualTo(message.build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2060568656c6c6f", ""})
    void anUnknownAgentMessageHasNoContent(String vector) throws InvalidProtocolBufferException {
        assertThat(AgentResponse.parseFrom(hex(vector)).getContentCase())
                .isEqualTo(AgentResponse.ContentCase.CONTENT_NOT_SET);
    }

    @Test
    void anUndocumentedNotificationHasNoContent() throws InvalidProtocolBufferException {
        ServerMessage recording = ServerMessage.parseFrom(hex("92020b0a0372656310011a027b7d"));

        assertThat(recording.getContentCase()).isEqualTo(ServerMessage.ContentCase.CONTENT_NOT_SET);
    }

    private static ServerMessage.Builder server() {
        return ServerMessage.newBuilder();
    }

    private static ServerMessage.Builder roomCreated() {
        return server().setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("r1"));
    }

    private static ServerMessage.Builder peerConnected(String peerId, PeerType type) {
        return server().setPeerConnected(ServerMessage.PeerConnected.newBuilder()
                .setRoomId("r1")
                .setPeerId(peerId)
                .setPeerType(type));
    }

    private static ServerMessage.Builder vad(ServerMessage.VadNotification.Status status) {
        return server().setVadNotification(ServerMessage.VadNotification.newBuilder()
                .setRoomId("r1")
                .setPeerId("p1")
                .setTrackId("t1")
                .setStatus(status));
    }

    private static Track audioTrack(String metadata) {
        return Track.newBuilder()
                .setId("t1")
                .setType(TrackType.TRACK_TYPE_AUDIO)
                .setMetadata(metadata)
                .build();
    }

    private static byte[] hex(String vector) {
        return HexFormat.of().parseHex(vector);
    }
}
