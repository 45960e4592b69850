package dev.roomscribe.fishjam.embedded.fault;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For every injected fault, the client reports the cause and what to do next. */
class FaultsTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final Faults faults = setup.fishjam.faults();
    private final EmbeddedRoom room = setup.fishjam.openRoom("demo");
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    private SocketClosed closed() {
        await().untilAsserted(() -> assertThat(listener.closes).hasSize(1));
        return listener.closes.get(0);
    }

    private EmbeddedPeer peerOf(CreatedPeer agent) {
        return room.peer(agent.peer().id()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            402 | application/json | {"errors":"Usage quota exceeded"} | QUOTA_EXCEEDED
            402 | application/json | {"detail":"Usage quota exceeded"} | QUOTA_EXCEEDED
            409 | application/json | {"errors":"Reached peer limit"}   | PEER_LIMIT
            409 | text/html        | <h1>Conflict</h1>                 | PEER_LIMIT
            429 | text/plain       | none                              | RATE_LIMITED
            503 | application/json | {"errors":                        | UNAVAILABLE
            503 | application/json | none                              | UNAVAILABLE
            500 | text/html        | <html>oops</html>                 | SERVER_ERROR
            401 | application/json | {"errors":"Invalid token"}        | UNAUTHORIZED
            404 | application/json | {"detail":"Fishjam not found"}    | NOT_FOUND
            201 | application/json | {"data":{}}                       | INVALID_RESPONSE
            201 | text/html        | <html>a portal</html>             | INVALID_RESPONSE
            """)
    void everyStatusHasItsReasonWhateverTheBody(int status, String type, String body, Reason reason) {
        faults.answer(new Faults.Answer(status, type, body == null ? "" : body), 1);

        FishjamException failure = failureOf(setup.client.createRoom(RoomConfig.conference()));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(get(setup.client.rooms())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "404, NOT_FOUND", "503, UNAVAILABLE"})
    void aRefusedUpgradeHasItsReasonAndTheNextOneSucceeds(int status, Reason reason) {
        CreatedPeer agent = setup.createAgent(room);
        faults.refuseSockets(status, 1);

        FishjamException failure =
                failureOf(setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(setup.connect(agent, listener).isOpen()).isTrue();
    }

    @Test
    void aSlowAuthenticationSucceedsAndAMissingOneTimesOut() {
        CreatedPeer agent = setup.createAgent(room);
        faults.delayAuthentication(Duration.ofMillis(500));
        get(setup.connect(agent, listener).close());
        await().until(() -> !peerOf(agent).connected());

        faults.delayAuthentication(Duration.ofHours(1));
        FishjamException failure = failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));

        assertThat(failure.reason()).isEqualTo(Reason.NO_RESPONSE);
        assertThat(failure).hasMessageContaining("did not confirm the token in time");
    }

    @Test
    void aBrokenConnectionCanBeReconnectedWithTheSameToken() {
        CreatedPeer agent = setup.createAgent(room);
        setup.connect(agent, listener);
        room.join("Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        await().until(() -> !listener.chunks.isEmpty());

        peerOf(agent).drop();

        assertThat(closed().code()).isEqualTo(1006);
        assertThat(closed().action()).isEqualTo(CloseAction.RECONNECT);
        await().until(() -> !peerOf(agent).connected());
        RecordingAgentListener again = new RecordingAgentListener();
        setup.connect(agent, again);
        await().until(() -> !again.chunks.isEmpty());
    }

    @Test
    void aHalfOpenConnectionIsClosedAfterTheKeepAliveTimeout() {
        FishjamOptions shortKeepAlive =
                FishjamOptions.defaults().withKeepAlive(Duration.ofMillis(300), Duration.ofSeconds(1));
        try (FishjamClient client = setup.clientWith(setup.fishjam.managementToken(), shortKeepAlive)) {
            CreatedPeer agent = setup.createAgent(room);
            get(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener));

            peerOf(agent).freeze();

            SocketClosed closed = closed();
            assertThat(closed.action()).isEqualTo(CloseAction.RECONNECT);
            assertThat(closed.reason()).contains("nothing was received for 1000 ms");
        }
    }

    @Test
    void aHalfOpenConnectionBlocksASecondOne() {
        CreatedPeer agent = setup.createAgent(room);
        setup.connect(agent, listener);
        peerOf(agent).freeze();

        SocketRefusedException refused = (SocketRefusedException) failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));

        assertThat(refused.closed().reason()).isEqualTo("peer already connected");
        assertThat(refused.closed().action()).isEqualTo(CloseAction.RECONNECT_LATER);
    }

    @Test
    void aCrashedAgentHasToBeReplaced() {
        CreatedPeer agent = setup.createAgent(room);
        setup.connect(agent, listener);

        peerOf(agent).crash("Internal server error");

        assertThat(closed()).isEqualTo(new SocketClosed(1011, "Internal server error", CloseAction.REPLACE_AGENT));
        SocketRefusedException refused = (SocketRefusedException) failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));
        assertThat(refused.closed().action()).isEqualTo(CloseAction.REPLACE_AGENT);
    }

    @Test
    void anExpiredTokenHasToBeRefreshed() {
        CreatedPeer agent = setup.createAgent(room);
        setup.fishjam.expireTokens();

        SocketRefusedException refused = (SocketRefusedException)
                failureOf(setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener));

        assertThat(refused.closed().action()).isEqualTo(CloseAction.REFRESH_TOKEN);
        await().untilAsserted(() -> {
            String fresh = get(setup.client.refreshToken("demo", agent.peer().id()));
            assertThat(get(setup.client.connectAgent(fresh, agent.peerWebsocketUrl(), listener))
                            .isOpen())
                    .isTrue();
        });
    }

    @Test
    void aDeletedRoomIsReportedAsOver() {
        CreatedPeer agent = setup.createAgent(room);
        setup.connect(agent, listener);

        room.delete();

        assertThat(closed().action()).isEqualTo(CloseAction.ROOM_CLOSED);
        SocketRefusedException refused = (SocketRefusedException) failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));
        assertThat(refused.closed().action()).isEqualTo(CloseAction.ROOM_CLOSED);
    }

    @Test
    void healRemovesQueuedFaults() {
        faults.answer(new Faults.Answer(503, "text/plain", ""), 100);
        faults.refuseSockets(503, 100);
        faults.heal();

        assertThat(setup.connect(setup.createAgent(room), listener).isOpen()).isTrue();
    }
}
