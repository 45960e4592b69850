package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong, the client says what it was and what to do. */
class FaultsTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final Faults faults = setup.fishjam.faults();
    private final EmbeddedRoom room = setup.fishjam.openRoom("demo");
    private final RecordingAgentListener hearing = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    private SocketClosed end() {
        await().untilAsserted(() -> assertThat(hearing.closes).hasSize(1));
        return hearing.closes.get(0);
    }

    private EmbeddedPeer inRoom(CreatedPeer agent) {
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
    void everyAnswerHasItsReasonWhateverItsBody(int status, String type, String body, Reason reason) {
        faults.answer(new Faults.Answer(status, type, body == null ? "" : body), 1);

        FishjamException failure = failureOf(setup.client.createRoom(RoomConfig.conference()));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(get(setup.client.rooms())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "404, NOT_FOUND", "503, UNAVAILABLE"})
    void aRefusedUpgradeHasItsReasonAndTheNextOneSucceeds(int status, Reason reason) {
        CreatedPeer agent = setup.agent(room);
        faults.refuseSockets(status, 1);

        FishjamException failure =
                failureOf(setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), hearing));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(setup.connect(agent, hearing).isOpen()).isTrue();
    }

    @Test
    void aSlowAuthenticationIsWaitedForAndAMissingOneIsNot() {
        CreatedPeer agent = setup.agent(room);
        faults.delayAuthentication(Duration.ofMillis(500));
        get(setup.connect(agent, hearing).close());
        await().until(() -> !inRoom(agent).connected());

        faults.delayAuthentication(Duration.ofHours(1));
        FishjamException failure = failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));

        assertThat(failure.reason()).isEqualTo(Reason.NO_RESPONSE);
        assertThat(failure).hasMessageContaining("did not say whether it accepts the token");
    }

    @Test
    void aConnectionBrokenInMidSpeechIsOneToReconnectWithTheSameToken() {
        CreatedPeer agent = setup.agent(room);
        setup.connect(agent, hearing);
        room.join("Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        await().until(() -> !hearing.chunks.isEmpty());

        inRoom(agent).drop();

        assertThat(end().code()).isEqualTo(1006);
        assertThat(end().action()).isEqualTo(CloseAction.RECONNECT);
        await().until(() -> !inRoom(agent).connected());
        RecordingAgentListener again = new RecordingAgentListener();
        setup.connect(agent, again);
        await().until(() -> !again.chunks.isEmpty());
    }

    @Test
    void aHalfOpenConnectionIsFoundOutWithinTheLivenessLimit() {
        CreatedPeer agent = setup.agent(room);
        setup.connect(agent, hearing);
        long frozen = System.nanoTime();

        inRoom(agent).freeze();

        SocketClosed closed = end();
        assertThat(closed.action()).isEqualTo(CloseAction.RECONNECT);
        assertThat(closed.reason()).contains("nothing was received for 1000 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - frozen)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whileAHalfOpenConnectionIsThoughtAliveThereIsNoSecondOne() {
        CreatedPeer agent = setup.agent(room);
        setup.connect(agent, hearing);
        inRoom(agent).freeze();

        SocketRefusedException refused = (SocketRefusedException) failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));

        assertThat(refused.closed().reason()).isEqualTo("peer already connected");
        assertThat(refused.closed().action()).isEqualTo(CloseAction.RECONNECT_LATER);
    }

    @Test
    void aCrashedAgentIsToBeReplacedAndACrashedRoomToo() {
        CreatedPeer agent = setup.agent(room);
        setup.connect(agent, hearing);

        inRoom(agent).crash("Internal server error");

        assertThat(end()).isEqualTo(new SocketClosed(1011, "Internal server error", CloseAction.REPLACE_AGENT));
        SocketRefusedException refused = (SocketRefusedException) failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));
        assertThat(refused.closed().action()).isEqualTo(CloseAction.REPLACE_AGENT);
    }

    @Test
    void anExpiredTokenIsRefreshed() {
        CreatedPeer agent = setup.agent(room);
        setup.fishjam.expireTokens();

        SocketRefusedException refused = (SocketRefusedException)
                failureOf(setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), hearing));

        assertThat(refused.closed().action()).isEqualTo(CloseAction.REFRESH_TOKEN);
        await().untilAsserted(() -> {
            String fresh = get(setup.client.refreshToken("demo", agent.peer().id()));
            assertThat(get(setup.client.connectAgent(fresh, agent.peerWebsocketUrl(), hearing))
                            .isOpen())
                    .isTrue();
        });
    }

    @Test
    void aRoomThatIsGoneIsSaidToBeGone() {
        CreatedPeer agent = setup.agent(room);
        setup.connect(agent, hearing);

        room.delete();

        assertThat(end().action()).isEqualTo(CloseAction.ROOM_CLOSED);
        SocketRefusedException refused = (SocketRefusedException) failureOf(
                setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), new RecordingAgentListener()));
        assertThat(refused.closed().action()).isEqualTo(CloseAction.ROOM_CLOSED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"fault":"answer","status":503,"times":3}              | 204
            {"fault":"answer","times":0}                           | 400
            {"fault":"refuse_sockets","status":503}                | 204
            {"fault":"delay_answers","ms":1}                       | 204
            {"fault":"delay_authentication","ms":100}              | 204
            {"fault":"lose_notifications","times":2}               | 204
            {"fault":"notify","hex":"zz"}                          | 400
            {"fault":"rename","room":"demo","peer":"nobody"}       | 404
            {"fault":"rename","room":"nowhere","peer":"nobody"}    | 400
            {"fault":"nonsense"}                                   | 400
            """)
    void faultsAreSetOverHttpEvenWhileEverythingElseFails(String wish, int status) throws Exception {
        faults.answer(new Faults.Answer(500, "text/plain", ""), 100);

        assertThat(control(wish)).isEqualTo(status);
        assertThat(control("{\"fault\":\"heal\"}")).isEqualTo(204);
        assertThat(setup.connect(setup.agent(room), hearing).isOpen()).isTrue();
    }

    @Test
    void aPeerIsDrivenOverHttp() throws Exception {
        EmbeddedPeer ana = room.join("Ana");
        String whom = "\"room\":\"demo\",\"peer\":\"" + ana.id() + "\"}";

        assertThat(control("{\"fault\":\"leave\"," + whom)).isEqualTo(204);
        assertThat(ana.connected()).isFalse();
        assertThat(control("{\"fault\":\"rejoin\"," + whom)).isEqualTo(204);
        assertThat(control("{\"fault\":\"rename\",\"name\":\"Eve\"," + whom)).isEqualTo(204);
        assertThat(get(setup.client.room("demo"))
                        .peers()
                        .get(0)
                        .metadata()
                        .at("/peer/displayName")
                        .asText())
                .isEqualTo("Eve");
        assertThat(control("{\"fault\":\"crash\"," + whom)).isEqualTo(204);
        assertThat(room.peers()).isEmpty();
    }

    private int control(String wish) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(setup.fishjam.url() + "/faults"))
                                .header("Authorization", "Bearer " + setup.fishjam.managementToken())
                                .POST(HttpRequest.BodyPublishers.ofString(wish))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void healingEndsWhatWasToComeYet() {
        faults.answer(new Faults.Answer(503, "text/plain", ""), 100);
        faults.refuseSockets(503, 100);
        faults.heal();

        assertThat(setup.connect(setup.agent(room), hearing).isOpen()).isTrue();
    }
}
