package dev.roomscribe.fishjam.embedded.room;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.VapiPeerOptions;
import dev.roomscribe.fishjam.VideoCodec;
import dev.roomscribe.fishjam.WebrtcPeerOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms and peers, as the client creates, reads and deletes them over a real socket. */
class RoomsTest {
    private final EmbeddedSetup setup = EmbeddedSetup.withDefaultClient();

    @AfterEach
    void close() {
        setup.close();
    }

    @Test
    void roomsAndPeersAreCreatedReadAndDeleted() {
        Room room = get(setup.client.createRoom(RoomConfig.audioOnly().withMaxPeers(2)));
        CreatedPeer ana = get(setup.client.createWebrtcPeer(room.id(), WebrtcPeerOptions.named("Ana")));
        CreatedPeer agent = get(setup.client.createAgent(room.id(), AgentOptions.autoSubscribe()));

        assertThat(room.config()).isEqualTo(RoomConfig.audioOnly().withMaxPeers(2));
        assertThat(NameFields.DEFAULT.nameOf(ana.peer())).contains("Ana");
        assertThat(ana.peer().connected()).isFalse();
        Room read = get(setup.client.room(room.id()));
        assertThat(read.peers()).containsExactly(ana.peer(), agent.peer());
        assertThat(get(setup.client.rooms())).containsExactly(read);
        assertThat(failureOf(setup.client.createAgent(room.id(), AgentOptions.autoSubscribe()))
                        .reason())
                .isEqualTo(FishjamException.Reason.PEER_LIMIT);

        get(setup.client.deletePeer(room.id(), ana.peer().id()));
        get(setup.client.deletePeer(room.id(), ana.peer().id()));
        assertThat(get(setup.client.room(room.id())).peers()).containsExactly(agent.peer());
        get(setup.client.deleteRoom(room.id()));
        get(setup.client.deleteRoom(room.id()));
        assertThat(get(setup.client.rooms())).isEmpty();
    }

    @Test
    void aRoomReturnsTheConfigurationItWasCreatedWith() {
        RoomConfig wanted = RoomConfig.of(RoomType.LIVESTREAM)
                .withMaxPeers(7)
                .withVideoCodec(VideoCodec.VP8)
                .asPublic()
                .withWebhook("http://127.0.0.1:9/hook", true);

        Room room = get(setup.client.createRoom(wanted));

        assertThat(room.config()).isEqualTo(wanted);
        assertThat(get(setup.client.room(room.id())).config()).isEqualTo(wanted);
    }

    @Test
    void aVapiBotIsAPeerAndItsKeyIsNotPrinted() {
        VapiPeerOptions bot = new VapiPeerOptions("vapi-secret", "call-1", SubscribeMode.AUTO);
        setup.fishjam.openRoom("demo");

        assertThat(get(setup.client.createVapiPeer("demo", bot)).peer().type()).isEqualTo(PeerType.VAPI);
        assertThat(bot.toString()).doesNotContain("vapi-secret");
    }

    @Test
    void anUnknownRoomIsNotFoundWhateverItsIdContains() {
        for (String id : List.of("invalid_id", "a/b", "..", "ä %2F?#", "x".repeat(150))) {
            FishjamException failure = failureOf(setup.client.room(id));

            assertThat(failure.reason()).isEqualTo(FishjamException.Reason.NOT_FOUND);
        }
        assertThat(failureOf(setup.client.refreshToken("no", "no")).reason())
                .isEqualTo(FishjamException.Reason.NOT_FOUND);
    }

    @Test
    void aWrongManagementTokenIsUnauthorizedAndNotInTheMessage() {
        try (FishjamClient stranger = setup.clientWith("wrong-secret")) {
            get(setup.client.validate());
            for (FishjamException failure : List.of(failureOf(stranger.validate()), failureOf(stranger.rooms()))) {
                assertThat(failure.reason()).isEqualTo(FishjamException.Reason.UNAUTHORIZED);
                assertThat(failure).hasMessageNotContaining("wrong-secret");
            }
        }
    }

    @Test
    void peersReportWhenTheirRecordingsStarted() {
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        Instant start = Instant.parse("2026-01-02T03:04:05.678Z");
        Playback talk =
                Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping().startingAt(start);

        EmbeddedPeer alice = room.join("Alice", talk);
        EmbeddedPeer bob = room.join("Bob", talk);

        assertThat(alice.recordingStartedAt())
                .isEqualTo(bob.recordingStartedAt())
                .isEqualTo(start);
        Peer read = get(setup.client.room("demo")).peers().get(0);
        assertThat(NameFields.DEFAULT.nameOf(read)).contains("Alice");
        assertThat(read.connected()).isTrue();
        assertThat(read.metadata().at("/server/recording_started_at").textValue())
                .isEqualTo("2026-01-02T03:04:05.678Z");
    }
}
