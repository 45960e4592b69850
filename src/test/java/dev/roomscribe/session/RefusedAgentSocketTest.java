package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fishjam names an address that no agent can connect to. */
class RefusedAgentSocketTest extends ToneSessionFixture {
    @AfterEach
    void heal() {
        service.fishjam.faults().heal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:99999/x", "ws://[bad/x", "http://:1/", "gopher://127.0.0.1/x"})
    void startFailsAtOnceAndLeavesNeitherAnAgentNorASession(String url) {
        room.join("Ana");
        service.fishjam.faults().peerSocketUrl(url);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> service.start(roomId))
                .havingCause()
                .isInstanceOf(SessionException.class)
                .withMessageContaining("peer_websocket_url");
        assertThat(room.agents()).isEmpty();
        assertThat(await(service.sessions.status(roomId))).isEmpty();
        await(service.sessions.stop(roomId));

        service.fishjam.faults().heal();
        soon().until(() -> service.sessions.count() == 0);
        assertThat(service.start(roomId).created()).isTrue();
        await(service.sessions.stop(roomId));
    }
}
