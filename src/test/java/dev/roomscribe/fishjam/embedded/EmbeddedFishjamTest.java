package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.Subscriptions;
import dev.roomscribe.fishjam.VapiPeerOptions;
import dev.roomscribe.fishjam.VideoCodec;
import dev.roomscribe.fishjam.WebrtcPeerOptions;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client and the embedded Fishjam, each the other's test, over real sockets. */
class EmbeddedFishjamTest {
    private static Vertx vertx = Vertx.vertx();

    private EmbeddedFishjam fishjam;
    private FishjamClient client;
    private final RecordingAgentListener hearing = new RecordingAgentListener();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        get(vertx.close());
    }

    EmbeddedFishjamTest() {
        fishjam = get(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
        client = clientWith(fishjam.managementToken());
    }

    private FishjamClient clientWith(String token) {
        return new FishjamClient(vertx, FishjamAddress.of(fishjam.url()), token, FishjamOptions.defaults());
    }

    @AfterEach
    void close() {
        client.close();
        fishjam.close();
    }

    @Test
    void roomsAndPeersComeAndGo() {
        Room room = get(client.createRoom(RoomConfig.audioOnly().withMaxPeers(2)));
        CreatedPeer ana = get(client.createWebrtcPeer(room.id(), WebrtcPeerOptions.named("Ana")));
        CreatedPeer agent = get(client.createAgent(room.id(), AgentOptions.autoSubscribe()));

        assertThat(room.config()).isEqualTo(RoomConfig.audioOnly().withMaxPeers(2));
        assertThat(ana.peer().name()).contains("Ana");
        assertThat(ana.peer().connected()).isFalse();
        Room read = get(client.room(room.id()));
        assertThat(read.peers()).containsExactly(ana.peer(), agent.peer());
        assertThat(get(client.rooms())).containsExactly(read);
        assertThat(failureOf(client.createAgent(room.id(), AgentOptions.autoSubscribe()))
                        .reason())
                .isEqualTo(FishjamException.Reason.PEER_LIMIT);

        get(client.deletePeer(room.id(), ana.peer().id()));
        get(client.deletePeer(room.id(), ana.peer().id()));
        assertThat(get(client.room(room.id())).peers()).containsExactly(agent.peer());
        get(client.deleteRoom(room.id()));
        get(client.deleteRoom(room.id()));
        assertThat(get(client.rooms())).isEmpty();
    }

    @Test
    void everythingARoomCanBeSetUpAsComesBack() {
        RoomConfig wanted = RoomConfig.of(RoomType.LIVESTREAM)
                .withMaxPeers(7)
                .withVideoCodec(VideoCodec.VP8)
                .asPublic()
                .withWebhook("http://127.0.0.1:9/hook", true);

        Room room = get(client.createRoom(wanted));

        assertThat(room.config()).isEqualTo(wanted);
        assertThat(get(client.room(room.id())).config()).isEqualTo(wanted);
    }

    @Test
    void aVoiceBotIsAPeerAndItsKeyStaysSecret() {
        VapiPeerOptions bot = new VapiPeerOptions("vapi-secret", "call-1", SubscribeMode.AUTO);
        fishjam.openRoom("demo");

        assertThat(get(client.createVapiPeer("demo", bot)).peer().type()).isEqualTo(PeerType.VAPI);
        assertThat(bot.toString()).doesNotContain("vapi-secret");
    }

    @Test
    void whatDoesNotExistIsNotFoundWhateverItsId() {
        for (String id : List.of("invalid_id", "a/b", "..", "ä %2F?#", "x".repeat(150))) {
            FishjamException failure = failureOf(client.room(id));

            assertThat(failure.reason()).isEqualTo(FishjamException.Reason.NOT_FOUND);
        }
        assertThat(failureOf(client.refreshToken("no", "no")).reason()).isEqualTo(FishjamException.Reason.NOT_FOUND);
    }

    @Test
    void aWrongManagementTokenIsUnauthorizedAndNotRepeatedInTheMessage() {
        try (FishjamClient stranger = clientWith("wrong-secret")) {
            get(client.validate());
            for (FishjamException failure : List.of(failureOf(stranger.validate()), failureOf(stranger.rooms()))) {
                assertThat(failure.reason()).isEqualTo(FishjamException.Reason.UNAUTHORIZED);
                assertThat(failure).hasMessageNotContaining("wrong-secret");
            }
        }
    }

    @Test
    void anAgentHearsEverySampleInChunksOfTwentyMilliseconds() {
        byte[] speech = speech(1.0);
        EmbeddedRoom room = fishjam.openRoom("demo");
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));

        EmbeddedPeer alice = room.join("Alice", Playback.of(Recording.pcm(speech)));
        String track = alice.tracks().get(0).id();
        await().untilAsserted(() -> assertThat(hearing.audioOf(track)).hasSameSizeAs(speech));

        assertThat(hearing.audioOf(track)).isEqualTo(speech);
        List<AudioChunk> chunks = hearing.of(track);
        assertThat(chunks.get(0).pcm()).hasSize(608);
        assertThat(chunks.subList(1, 50)).allMatch(chunk -> chunk.pcm().length == 640);
        assertThat(chunks).allMatch(chunk -> chunk.peerId().equals(alice.id()));
        assertThat(chunks.get(0).trackMetadata()).isEqualTo("{\"type\":\"microphone\",\"paused\":false}");
        long span = chunks.get(49).arrivedNanos() - chunks.get(0).arrivedNanos();
        assertThat(Duration.ofNanos(span)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1080));
    }

    @Test
    void twoMicrophonesOnOneClockSayWhenTheyBegan() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        Instant start = Instant.parse("2026-01-02T03:04:05.678Z");
        Playback talk = Playback.of(Recording.pcm(speech(0.1))).looping().startingAt(start);

        EmbeddedPeer alice = room.join("Alice", talk);
        EmbeddedPeer bob = room.join("Bob", talk);

        assertThat(alice.recordingStartedAt())
                .isEqualTo(bob.recordingStartedAt())
                .isEqualTo(start);
        Peer read = get(client.room("demo")).peers().get(0);
        assertThat(read.name()).contains("Alice");
        assertThat(read.connected()).isTrue();
        assertThat(read.metadata().at("/server/recording_started_at").textValue())
                .isEqualTo("2026-01-02T03:04:05.678Z");
    }

    @Test
    void aMutedMicrophoneSendsNothingWhileThePersonTalksOn() {
        byte[] speech = speech(20);
        EmbeddedRoom room = fishjam.openRoom("demo");
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));
        EmbeddedPeer alice = room.join("Alice", Playback.of(Recording.pcm(speech)));
        String track = alice.tracks().get(0).id();
        await().until(() -> hearing.of(track).size() >= 3);

        alice.mute();
        assertThat(get(client.room("demo")).peers().stream().flatMap(peer -> peer.tracks().stream()))
                .allMatch(dev.roomscribe.fishjam.Track::paused);
        Instant later = Instant.now().plusMillis(200);
        await().until(() -> Instant.now().isAfter(later));
        int before = hearing.of(track).size();
        alice.unmute();
        await().until(() -> hearing.of(track).size() > before + 2);

        AudioChunk last = hearing.of(track).get(before - 1);
        AudioChunk next = hearing.of(track).get(before);
        long chunksMissed = (position(speech, next.pcm()) - position(speech, last.pcm())) / 640 - 1;
        assertThat(chunksMissed).isBetween(7L, 100L);
        assertThat(Duration.ofNanos(next.arrivedNanos() - last.arrivedNanos()))
                .isGreaterThan(Duration.ofMillis(20 * chunksMissed - 40));
    }

    @Test
    void scriptedMutesAndLossesAreExact() {
        byte[] speech = speech(0.5);
        EmbeddedRoom room = fishjam.openRoom("demo");
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));

        EmbeddedPeer alice = room.join(
                "Alice",
                Playback.of(Recording.pcm(speech))
                        .muted(Duration.ofMillis(100), Duration.ofMillis(200))
                        .lost(Duration.ofMillis(300), Duration.ofMillis(340)));
        String track = alice.tracks().get(0).id();
        int missing = 7 * 640;
        await().untilAsserted(() -> assertThat(hearing.audioOf(track)).hasSize(speech.length - missing));

        byte[] heard = hearing.audioOf(track);
        byte[] first = Arrays.copyOfRange(speech, 0, 5 * 640 - 32);
        byte[] second = Arrays.copyOfRange(speech, 10 * 640 - 32, 15 * 640 - 32);
        assertThat(heard).startsWith(first);
        assertThat(Arrays.copyOfRange(heard, first.length, first.length + second.length))
                .isEqualTo(second);
        assertThat(heard).endsWith(Arrays.copyOfRange(speech, 17 * 640 - 32, speech.length));
    }

    @Test
    void aLoopHasNoSeam() {
        byte[] speech = speech(0.13);
        EmbeddedRoom room = fishjam.openRoom("demo");
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));

        EmbeddedPeer alice =
                room.join("Alice", Playback.of(Recording.pcm(speech)).looping());
        String track = alice.tracks().get(0).id();
        await().until(() -> hearing.audioOf(track).length > 3 * speech.length);

        byte[] heard = hearing.audioOf(track);
        for (int i = 0; i < heard.length; i++) {
            assertThat(heard[i]).isEqualTo(speech[i % speech.length]);
        }
    }

    @Test
    void aTalkUnderWayIsHeardFromHereOn() {
        byte[] speech = speech(5);
        EmbeddedRoom room = fishjam.openRoom("demo");
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));

        EmbeddedPeer alice = room.join(
                "Alice",
                Playback.of(Recording.pcm(speech)).startingAt(Instant.now().minusSeconds(2)));
        String track = alice.tracks().get(0).id();
        await().until(() -> hearing.of(track).size() > 1);

        assertThat(hearing.of(track).get(0).pcm()).hasSize(608);
        assertThat(position(speech, hearing.of(track).get(0).pcm())).isBetween(64_000L - 640, 64_000L + 16_000);
    }

    @Test
    void anAgentHearsOtherAgentsButNotTheMuteOrTheGone() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));
        Playback talk = Playback.of(Recording.pcm(speech(0.1))).looping();

        EmbeddedPeer bot = room.join(PeerType.VAPI, talk);
        EmbeddedPeer person = room.join("Alice", talk);
        EmbeddedTrack second = person.publish(talk);
        await().until(() ->
                hearing.chunks.stream().map(AudioChunk::trackId).distinct().count() == 3);

        assertThat(get(client.room("demo")).peer(bot.id()).orElseThrow().type()).isEqualTo(PeerType.VAPI);
        assertThat(second.id()).isNotEqualTo(person.tracks().get(0).id());
        person.leave();
        Peer gone = get(client.room("demo")).peer(person.id()).orElseThrow();
        assertThat(gone.connected()).isFalse();
        assertThat(gone.tracks()).isEmpty();
    }

    @Test
    void aManualAgentHearsOnlyWhatItIsSubscribedTo() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        CreatedPeer agent = get(client.createAgent("demo", AgentOptions.manualSubscribe()));
        String agentId = agent.peer().id();
        connect(agent);
        Playback talk = Playback.of(Recording.pcm(speech(0.1))).looping();
        EmbeddedPeer alice = room.join("Alice", talk);
        EmbeddedPeer bob = room.join("Bob", talk);
        EmbeddedTrack bobsSecond = bob.publish(talk);

        get(client.subscribeToPeer("demo", agentId, alice.id()));
        get(client.subscribeToTracks("demo", agentId, List.of(bobsSecond.id(), "no such track")));
        EmbeddedTrack alicesLater = alice.publish(talk);
        await().until(() -> !hearing.of(alicesLater.id()).isEmpty()
                && !hearing.of(bobsSecond.id()).isEmpty());

        assertThat(hearing.of(alice.tracks().get(0).id())).isNotEmpty();
        assertThat(hearing.of(bob.tracks().get(0).id())).isEmpty();
        Peer read = get(client.room("demo")).peer(agentId).orElseThrow();
        assertThat(read.subscribeMode()).isEqualTo(SubscribeMode.MANUAL);
        assertThat(read.subscriptions()).isEqualTo(new Subscriptions(List.of(alice.id()), List.of(bobsSecond.id())));
        assertThat(failureOf(client.subscribeToPeer("demo", agentId, "nobody")).reason())
                .isEqualTo(FishjamException.Reason.NOT_FOUND);
    }

    @Test
    void oneConnectionPerAgentAndTheFirstIsKept() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        CreatedPeer agent = get(client.createAgent("demo", AgentOptions.autoSubscribe()));
        AgentSocket first = connect(agent);
        RecordingAgentListener other = new RecordingAgentListener();

        SocketRefusedException refused =
                (SocketRefusedException) failureOf(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), other));
        assertThat(refused.closed())
                .isEqualTo(new SocketClosed(1000, "peer already connected", CloseAction.RECONNECT_LATER));
        assertThat(first.isOpen()).isTrue();
        assertThat(room.agents()).singleElement().matches(EmbeddedPeer::connected);

        get(first.close());
        await().until(() -> !room.agents().get(0).connected());
        AgentSocket again = get(client.connectAgent(agent.token(), null, other));
        assertThat(again.isOpen()).isTrue();
        assertThat(hearing.closes).containsExactly(new SocketClosed(1000, "closed by this client", CloseAction.STOP));
        assertThat(other.closes).isEmpty();
    }

    @Test
    void everyRefusalSaysWhatToDoNext() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        CreatedPeer agent = get(client.createAgent("demo", AgentOptions.autoSubscribe()));
        CreatedPeer person = get(client.createWebrtcPeer("demo", WebrtcPeerOptions.named("Ana")));

        assertThat(refusalOf("nonsense")).isEqualTo(new SocketClosed(1000, "invalid token", CloseAction.GIVE_UP));
        assertThat(refusalOf("")).isEqualTo(new SocketClosed(1000, "missing token", CloseAction.GIVE_UP));
        assertThat(refusalOf(person.token())).isEqualTo(new SocketClosed(1000, "invalid token", CloseAction.GIVE_UP));
        get(client.deletePeer("demo", agent.peer().id()));
        assertThat(refusalOf(agent.token()))
                .isEqualTo(new SocketClosed(1000, "peer not found", CloseAction.REPLACE_AGENT));
        room.delete();
        assertThat(refusalOf(agent.token()))
                .isEqualTo(new SocketClosed(1000, "room not found", CloseAction.ROOM_CLOSED));
    }

    @Test
    void anExpiredTokenCanBeRefreshed() {
        EmbeddedOptions shortLived = EmbeddedOptions.defaults().withTokenLifetime(Duration.ofSeconds(-1));
        try (EmbeddedFishjam strict = get(EmbeddedFishjam.start(vertx, shortLived));
                FishjamClient strictClient = new FishjamClient(
                        vertx, FishjamAddress.of(strict.url()), strict.managementToken(), FishjamOptions.defaults())) {
            strict.openRoom("demo");
            CreatedPeer agent = get(strictClient.createAgent("demo", AgentOptions.autoSubscribe()));
            String refreshed =
                    get(strictClient.refreshToken("demo", agent.peer().id()));

            assertThat(refreshed).isNotEqualTo(agent.token());
            SocketRefusedException refused = (SocketRefusedException)
                    failureOf(strictClient.connectAgent(refreshed, agent.peerWebsocketUrl(), hearing));
            assertThat(refused.closed().action()).isEqualTo(CloseAction.REFRESH_TOKEN);
            assertThat(refused).hasMessageContaining("expired token").hasMessageNotContaining(refreshed);
        }
    }

    @Test
    void anAgentLearnsThatItWasRemovedAndThatItsRoomIsOver() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        CreatedPeer first = get(client.createAgent("demo", AgentOptions.autoSubscribe()));
        connect(first);
        connect(get(client.createAgent("demo", AgentOptions.autoSubscribe())));

        get(client.deletePeer("demo", first.peer().id()));
        await().until(() -> hearing.closes.size() == 1);
        room.delete();
        await().until(() -> hearing.closes.size() == 2);

        assertThat(hearing.closes)
                .containsExactly(
                        new SocketClosed(1000, "Peer removed", CloseAction.STOP),
                        new SocketClosed(1000, "Room stopped", CloseAction.ROOM_CLOSED));
    }

    @Test
    void theDemoRoomTalks() {
        EmbeddedRoom room = DemoRoom.open(fishjam);
        connect(get(client.createAgent(room.id(), AgentOptions.autoSubscribe())));

        await().until(() ->
                hearing.chunks.stream().map(AudioChunk::peerId).distinct().count() == 2);

        assertThat(get(client.room("demo")).peers())
                .extracting(peer -> peer.name().orElse(""))
                .contains("Alice", "Bob");
    }

    private AgentSocket connect(CreatedPeer agent) {
        return get(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), hearing));
    }

    private SocketClosed refusalOf(String token) {
        return ((SocketRefusedException) failureOf(client.connectAgent(token, null, hearing))).closed();
    }

    /** Returns noise: no two chunks of it are alike. */
    private static byte[] speech(double seconds) {
        byte[] pcm = new byte[2 * (int) (seconds * 16_000)];
        new Random(1).nextBytes(pcm);
        return pcm;
    }

    private static long position(byte[] speech, byte[] chunk) {
        for (int at = 0; at + chunk.length <= speech.length; at += 2) {
            if (Arrays.equals(speech, at, at + chunk.length, chunk, 0, chunk.length)) {
                return at;
            }
        }
        throw new AssertionError("the chunk is no part of the recording");
    }
}
