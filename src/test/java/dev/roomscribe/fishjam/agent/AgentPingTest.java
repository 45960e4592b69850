package dev.roomscribe.fishjam.agent;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pings of an agent's socket, which show that all audio sent before has arrived. */
class AgentPingTest {
    private static final Buffer AUTHENTICATED = hex("0a00");
    private static final Buffer AUDIO = hex("12160a027031120a0a02743110021a027b7d1a040100ff7f");
    private static final int CHUNKS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<ServerWebSocket> accepted = new CompletableFuture<>();
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void aPingIsAnsweredAfterTheAudioThatWasSentBefore() {
        AgentSocket socket = connect(server -> {});
        for (int i = 1; i <= 10; i++) {
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                accepted.join().writeBinaryMessage(AUDIO);
            }
            int received = get(socket.ping().map(pong -> listener.chunks.size()));
            assertThat(received).isEqualTo(i * CHUNKS);
        }
    }

    @Test
    void aPingOfASocketThatIsClosedFails() {
        AgentSocket socket = connect(server -> server.frameHandler(frame -> {
            if (frame.isPing()) {
                server.close();
            }
        }));
        // The server may answer a ping before it closes the socket.
        await().until(() -> {
            socket.ping();
            return !socket.isOpen();
        });

        assertThat(failureOf(socket.ping()).reason()).isEqualTo(Reason.NO_RESPONSE);
    }

    private AgentSocket connect(Consumer<ServerWebSocket> afterAuthentication) {
        HttpServer server = get(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .webSocketHandler(socket -> socket.binaryMessageHandler(token -> {
                    socket.writeBinaryMessage(AUTHENTICATED);
                    accepted.complete(socket);
                    afterAuthentication.accept(socket);
                }))
                .listen(0));
        FishjamAddress address = FishjamAddress.of("http://127.0.0.1:" + server.actualPort() + "/x");
        return get(new FishjamClient(vertx, address, "m", FishjamOptions.defaults())
                .connectAgent("peer-secret", null, listener));
    }

    private static Buffer hex(String bytes) {
        return Buffer.buffer(HexFormat.of().parseHex(bytes));
    }
}
