package dev.roomscribe.fishjam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FishjamAddressTest {
    @ParameterizedTest
    @CsvSource({
        "abc123, https://fishjam.io/api/v1/connect/abc123, wss://fishjam.io/api/v1/connect/abc123",
        "' abc-1_2 ', https://fishjam.io/api/v1/connect/abc-1_2, wss://fishjam.io/api/v1/connect/abc-1_2",
        "http://host:4000/api/v1/connect/x, http://host:4000/api/v1/connect/x, ws://host:4000/api/v1/connect/x",
        "https://host/api/v1/connect/x/, https://host/api/v1/connect/x, wss://host/api/v1/connect/x",
        "HTTPS://host//api///x//, https://host/api/x, wss://host/api/x",
        "http://127.0.0.1:4000, http://127.0.0.1:4000, ws://127.0.0.1:4000",
        "http://[::1]:4000/x, http://[::1]:4000/x, ws://[::1]:4000/x",
        "http://http.example/http, http://http.example/http, ws://http.example/http",
    })
    void anIdAndAUrlGiveRestAndWebSocketAddresses(String given, String rest, String webSocket) {
        FishjamAddress address = FishjamAddress.of(given);

        assertThat(address).isEqualTo(new FishjamAddress(URI.create(rest), URI.create(webSocket)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "localhost",
                "localhost:4000",
                "127.0.0.1",
                "127.0.0.1:4000",
                "fishjam.example.com",
                "host/api/v1/connect/x",
                "abc 123",
                "ws://host/api/v1/connect/x",
                "ftp://host/x",
                "http://",
                "http:///x",
                "http://ho st/x",
                "http://user:secret@host/x",
                "http://host/x?y=z",
                "http://host/x#y",
                "https://fishjam.io",
                "https://fishjam.io/",
            })
    void anAmbiguousAddressIsRejectedWithWhatToSet(String given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FishjamAddress.of(given))
                .withMessageContaining("https://fishjam.io/api/v1/connect/abc123")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, ws://host:1/x/socket/agent/websocket",
                "'', ws://host:1/x/socket/agent/websocket",
                "media.io/api/v1/connect/a/socket/peer/websocket, wss://media.io/api/v1/connect/a/socket/agent/websocket",
                "media.io:5002/socket/peer/websocket, wss://media.io:5002/socket/agent/websocket",
                "https://media.io/a/socket/peer/websocket, wss://media.io/a/socket/agent/websocket",
                "http://media.io/socket/peer/websocket, ws://media.io/socket/agent/websocket",
                "ws://127.0.0.1:9/socket/peer/websocket, ws://127.0.0.1:9/socket/agent/websocket",
                "www.fishjam.org/socket/peer, wss://www.fishjam.org/socket/agent/websocket",
                "media.io/socket/b/socket/peer/websocket, wss://media.io/socket/b/socket/agent/websocket",
                "media.io/a/, wss://media.io/a/socket/agent/websocket",
                "media.io, wss://media.io/socket/agent/websocket",
            })
    void theAgentUsesThePeerWebsocketUrl(@Nullable String peerWebsocketUrl, String socket) {
        FishjamAddress address = FishjamAddress.of("http://host:1/x");

        assertThat(address.agentSocket(peerWebsocketUrl)).hasToString(socket);
    }

    @Test
    void aMalformedPeerWebsocketUrlIsRejected() {
        FishjamAddress address = FishjamAddress.of("abc");

        assertThatIllegalArgumentException().isThrownBy(() -> address.agentSocket("ftp://host/socket/peer"));
        assertThatIllegalArgumentException().isThrownBy(() -> address.agentSocket("not a host"));
        assertThatIllegalArgumentException().isThrownBy(() -> address.agentSocket("wss:///socket/peer"));
    }
}
