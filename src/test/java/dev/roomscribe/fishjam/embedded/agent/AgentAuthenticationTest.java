package dev.roomscribe.fishjam.embedded.agent;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.WebrtcPeerOptions;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which agents may connect, and the close reasons of the others. */
class AgentAuthenticationTest {
    private final EmbeddedSetup setup = EmbeddedSetup.withDefaultClient();
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    @Test
    void aSecondConnectionIsRefusedAndTheFirstIsKept() {
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        CreatedPeer agent = setup.createAgent(room);
        AgentSocket first = setup.connect(agent, listener);
        RecordingAgentListener other = new RecordingAgentListener();

        SocketRefusedException refused = (SocketRefusedException)
                failureOf(setup.client.connectAgent(agent.token(), agent.peerWebsocketUrl(), other));
        assertThat(refused.closed())
                .isEqualTo(new SocketClosed(1000, "peer already connected", CloseAction.RECONNECT_LATER));
        assertThat(first.isOpen()).isTrue();
        assertThat(room.agents()).singleElement().matches(EmbeddedPeer::connected);

        get(first.close());
        await().until(() -> !room.agents().get(0).connected());
        AgentSocket again = get(setup.client.connectAgent(agent.token(), null, other));
        assertThat(again.isOpen()).isTrue();
        assertThat(listener.closes).containsExactly(new SocketClosed(1000, "closed by this client", CloseAction.STOP));
        assertThat(other.closes).isEmpty();
    }

    @Test
    void everyRefusalHasItsCloseAction() {
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        CreatedPeer agent = setup.createAgent(room);
        CreatedPeer person = get(setup.client.createWebrtcPeer("demo", WebrtcPeerOptions.named("Ana")));

        assertThat(refusalOf("nonsense")).isEqualTo(new SocketClosed(1000, "invalid token", CloseAction.FAIL));
        assertThat(refusalOf("")).isEqualTo(new SocketClosed(1000, "missing token", CloseAction.FAIL));
        assertThat(refusalOf(person.token())).isEqualTo(new SocketClosed(1000, "invalid token", CloseAction.FAIL));
        get(setup.client.deletePeer("demo", agent.peer().id()));
        assertThat(refusalOf(agent.token()))
                .isEqualTo(new SocketClosed(1000, "peer not found", CloseAction.REPLACE_AGENT));
        room.delete();
        assertThat(refusalOf(agent.token()))
                .isEqualTo(new SocketClosed(1000, "room not found", CloseAction.ROOM_CLOSED));
    }

    @Test
    void anExpiredTokenIsRefusedAndHasToBeRefreshed() {
        EmbeddedOptions expiring = EmbeddedOptions.defaults().withTokenLifetime(Duration.ofSeconds(-1));
        try (EmbeddedSetup strict = EmbeddedSetup.withDefaultClient(expiring)) {
            CreatedPeer agent = strict.createAgent(strict.fishjam.openRoom("demo"));
            String refreshed =
                    get(strict.client.refreshToken("demo", agent.peer().id()));

            assertThat(refreshed).isNotEqualTo(agent.token());
            SocketRefusedException refused = (SocketRefusedException)
                    failureOf(strict.client.connectAgent(refreshed, agent.peerWebsocketUrl(), listener));
            assertThat(refused.closed().action()).isEqualTo(CloseAction.REFRESH_TOKEN);
            assertThat(refused).hasMessageContaining("expired token").hasMessageNotContaining(refreshed);
        }
    }

    @Test
    void aRemovedAgentAndADeletedRoomHaveTheirCloseReasons() {
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        CreatedPeer first = setup.createAgent(room);
        setup.connect(first, listener);
        setup.connect(setup.createAgent(room), listener);

        get(setup.client.deletePeer("demo", first.peer().id()));
        await().until(() -> listener.closes.size() == 1);
        room.delete();
        await().until(() -> listener.closes.size() == 2);

        assertThat(listener.closes)
                .containsExactly(
                        new SocketClosed(1000, "Peer removed", CloseAction.STOP),
                        new SocketClosed(1000, "Room stopped", CloseAction.ROOM_CLOSED));
    }

    private SocketClosed refusalOf(String token) {
        return ((SocketRefusedException) failureOf(setup.client.connectAgent(token, null, listener))).closed();
    }
}
