package dev.roomscribe.fishjam.agent;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent socket against servers that behave unexpectedly. */
class AgentSocketTest {
    private static final String TOKEN = "peer-secret";
    private static final Buffer AUTHENTICATED = hex("0a00");
    private static final Buffer AUDIO = hex("12160a027031120a0a02743110021a027b7d1a040100ff7f");

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<ServerWebSocket> accepted = new CompletableFuture<>();
    private final CompletableFuture<Buffer> firstMessage = new CompletableFuture<>();
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void theTokenIsTheFirstMessageAndAudioFollows() throws Exception {
        AgentSocket socket = get(connect(authenticating(), FishjamOptions.defaults()));

        assertThat(firstMessage.get(1, TimeUnit.SECONDS)).isEqualTo(AgentProtocol.authRequest(TOKEN));
        send(AUDIO);
        await().until(() -> listener.chunks.size() == 1);
        AudioChunk chunk = listener.chunks.get(0);
        assertThat(chunk.peerId()).isEqualTo("p1");
        assertThat(chunk.trackId()).isEqualTo("t1");
        assertThat(chunk.trackMetadata()).isEqualTo("{}");
        assertThat(chunk.pcm()).containsExactly(1, 0, 0xff, 0x7f);
        assertThat(System.nanoTime() - chunk.arrivedNanos()).isBetween(0L, 10_000_000_000L);
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void messagesRightAfterTheAuthenticationAreReceived() {
        get(connect(
                server(socket -> {
                    socket.writeBinaryMessage(AUTHENTICATED);
                    socket.writeBinaryMessage(AUDIO);
                    socket.close((short) 1000, "Room stopped");
                }),
                FishjamOptions.defaults()));

        await().until(() -> !listener.closes.isEmpty());
        assertThat(listener.chunks).hasSize(1);
        assertThat(listener.closes).containsExactly(new SocketClosed(1000, "Room stopped", CloseAction.ROOM_CLOSED));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, Peer removed, STOP",
        "1000, peer not found, REPLACE_AGENT",
        "1001, '', RECONNECT",
        "1011, Internal server error, REPLACE_AGENT",
        "1012, restart, RECONNECT",
    })
    void aCloseIsReportedOnceWithItsAction(int code, String reason, CloseAction action) {
        AgentSocket socket = get(connect(authenticating(), FishjamOptions.defaults()));

        serverSocket().close((short) code, reason);

        await().until(() -> !listener.closes.isEmpty());
        assertThat(listener.closes).containsExactly(new SocketClosed(code, reason, action));
        assertThat(socket.isOpen()).isFalse();
        get(socket.close());
        assertThat(listener.closes).hasSize(1);
    }

    @Test
    void aCloseBeforeTheAuthenticationFailsTheConnectOnly() {
        SocketRefusedException refused = (SocketRefusedException) failureOf(connect(
                server(socket -> socket.close((short) 1000, "invalid token " + TOKEN)), FishjamOptions.defaults()));

        assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
        assertThat(refused.closed().reason()).isEqualTo("invalid token ***");
        assertThat(refused).hasMessageNotContaining(TOKEN);
        assertThat(listener.closes).isEmpty();
    }

    @Test
    void aTokenWithoutResponseTimesOut() {
        FishjamOptions options = FishjamOptions.defaults().withAuthenticationTimeout(Duration.ofMillis(300));

        FishjamException failure = failureOf(connect(server(socket -> {}), options));

        assertThat(failure.reason()).isEqualTo(Reason.NO_RESPONSE);
        await().until(() -> serverSocket().isClosed());
        assertThat(listener.closes).isEmpty();
    }

    @Test
    void anUpgradeWithoutResponseTimesOut() {
        NetServer silent =
                get(vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1"));
        FishjamOptions options = FishjamOptions.defaults().withAuthenticationTimeout(Duration.ofMillis(200));

        assertThat(failureOf(connect(silent.actualPort(), options)).reason()).isEqualTo(Reason.NO_RESPONSE);
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "404, NOT_FOUND", "503, UNAVAILABLE"})
    void aRejectedUpgradeHasTheReasonOfItsStatus(int status, Reason reason) {
        HttpServer rejecting = get(vertx.createHttpServer()
                .requestHandler(
                        request -> request.response().setStatusCode(status).end())
                .listen(0, "127.0.0.1"));

        FishjamException failure = failureOf(connect(rejecting.actualPort(), FishjamOptions.defaults()));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void aRefusedConnectionIsNoResponse() {
        int port = authenticating();
        get(vertx.close());
        Vertx other = Vertx.vertx();
        try (FishjamClient client = client(other, port, FishjamOptions.defaults())) {
            assertThat(failureOf(client.connectAgent(TOKEN, null, listener)).reason())
                    .isEqualTo(Reason.NO_RESPONSE);
        } finally {
            get(other.close());
        }
    }

    @Test
    void unknownMessagesTextAndImagesAreIgnoredAndMalformedOnesReported() {
        get(connect(authenticating(), FishjamOptions.defaults()));

        send(hex("a2060568656c6c6f"));
        send(hex("1a140a027432120a696d6167652f6a7065671a02ffd8"));
        send(Buffer.buffer());
        serverSocket().writeTextMessage("{\"track_data\":1}");
        send(AUTHENTICATED);
        send(hex("ffffff"));
        send(hex("12160a0270"));
        send(hex("12130a027031120a0a02743110021a027b7d1a0101"));
        send(hex("12061a0401000100"));
        send(AUDIO);

        await().until(() -> listener.chunks.size() == 1);
        assertThat(listener.malformed).hasValue(4);
        assertThat(listener.closes).isEmpty();
    }

    @Test
    void fragmentsOfAMessageAreJoined() {
        get(connect(authenticating(), FishjamOptions.defaults()));

        serverSocket().writeFrame(WebSocketFrame.binaryFrame(AUDIO.slice(0, 5), false));
        serverSocket().writeFrame(WebSocketFrame.continuationFrame(AUDIO.slice(5, AUDIO.length()), true));

        await().until(() -> listener.chunks.size() == 1);
    }

    @Test
    void aTooLongMessageClosesTheSocketOnce() {
        FishjamOptions options = FishjamOptions.defaults().withMaxMessageBytes(1024);
        get(connect(authenticating(), options));

        send(Buffer.buffer(new byte[2000]));

        await().until(() -> !listener.closes.isEmpty());
        assertThat(listener.closes).singleElement().satisfies(closed -> {
            assertThat(closed.code()).isEqualTo(1006);
            assertThat(closed.action()).isEqualTo(CloseAction.RECONNECT);
        });
    }

    @Test
    void tooLongFragmentsTogetherCloseTheSocket() {
        FishjamOptions options = FishjamOptions.defaults().withMaxMessageBytes(1024);
        get(connect(authenticating(), options));

        serverSocket().writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[1000]), false));
        serverSocket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(new byte[1000]), false));

        await().until(() -> !listener.closes.isEmpty());
        assertThat(listener.closes).hasSize(1);
    }

    @Test
    void pongsKeepAQuietSocketOpen() {
        FishjamOptions options = FishjamOptions.defaults().withKeepAlive(Duration.ofMillis(50), Duration.ofMillis(200));
        AtomicInteger pings = new AtomicInteger();
        int port = server(socket -> {
            socket.frameHandler(frame -> pings.addAndGet(frame.isPing() ? 1 : 0));
            socket.writeBinaryMessage(AUTHENTICATED);
        });
        AgentSocket socket = get(connect(port, options));

        await().until(() -> pings.get() > 12);

        assertThat(socket.isOpen()).isTrue();
        assertThat(listener.closes).isEmpty();
    }

    @Test
    void aServerThatStopsRespondingIsDetected() {
        NetServer halfOpen = get(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(handshake -> {
                    Matcher key =
                            Pattern.compile("(?i)sec-websocket-key: (.+)\r\n").matcher(handshake.toString());
                    if (key.find()) {
                        // Accepts the upgrade and the token, then answers nothing, pings included.
                        socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + acceptance(key.group(1)) + "\r\n\r\n");
                        socket.write(hex("82020a00"));
                    }
                }))
                .listen(0, "127.0.0.1"));
        FishjamOptions options = FishjamOptions.defaults().withKeepAlive(Duration.ofMillis(50), Duration.ofMillis(300));

        AgentSocket socket = get(connect(halfOpen.actualPort(), options));

        assertThat(failureOf(socket.ping()).reason()).isEqualTo(Reason.NO_RESPONSE);
        await().until(() -> !listener.closes.isEmpty());
        assertThat(listener.closes)
                .containsExactly(new SocketClosed(1006, "nothing was received for 300 ms", CloseAction.RECONNECT));
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void aConnectAboveTheMaximumTimesOut() {
        FishjamOptions one = FishjamOptions.defaults()
                .withAuthenticationTimeout(Duration.ofMillis(500))
                .withMaxConnections(1);
        try (FishjamClient client = client(vertx, authenticating(), one)) {
            get(client.connectAgent(TOKEN, null, listener));

            assertThat(failureOf(client.connectAgent(TOKEN, null, listener)).reason())
                    .isEqualTo(Reason.NO_RESPONSE);
        }
    }

    @Test
    void aMalformedPeerWebsocketUrlIsAnInvalidResponse() {
        try (FishjamClient client = client(vertx, 1, FishjamOptions.defaults())) {
            assertThat(failureOf(client.connectAgent(TOKEN, "ftp://x/socket/peer", listener))
                            .reason())
                    .isEqualTo(Reason.INVALID_RESPONSE);
        }
    }

    private int authenticating() {
        return server(socket -> socket.writeBinaryMessage(AUTHENTICATED));
    }

    /** @param afterToken called for every binary message, with the socket */
    private int server(Handler<ServerWebSocket> afterToken) {
        return get(vertx.createHttpServer(new HttpServerOptions())
                        .webSocketHandler(socket -> {
                            accepted.complete(socket);
                            socket.binaryMessageHandler(message -> {
                                firstMessage.complete(message);
                                afterToken.handle(socket);
                            });
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private Future<AgentSocket> connect(int port, FishjamOptions options) {
        return client(vertx, port, options).connectAgent(TOKEN, null, listener);
    }

    private static FishjamClient client(Vertx vertx, int port, FishjamOptions options) {
        return new FishjamClient(vertx, FishjamAddress.of("http://127.0.0.1:" + port + "/x"), "m", options);
    }

    private ServerWebSocket serverSocket() {
        return accepted.join();
    }

    private void send(Buffer message) {
        serverSocket().writeBinaryMessage(message);
    }

    private static Buffer hex(String vector) {
        return Buffer.buffer(HexFormat.of().parseHex(vector));
    }

    private static String acceptance(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest =
                    sha1.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
