package dev.roomscribe.fishjam.rest;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the client handles error statuses, malformed responses and network failures. */
class RestFailuresTest {
    private static final String SECRET = "management-secret";
    private static final String ROOM = "{\"data\":{\"id\":\"r1\",\"peers\":[]}}";

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private volatile Handler<HttpServerRequest> handler =
            request -> request.response().end();
    private final HttpServer server = get(vertx.createHttpServer()
            .requestHandler(request -> {
                requests.add(request);
                handler.handle(request);
            })
            .listen(0, "127.0.0.1"));
    private final FishjamClient client = client(server.actualPort(), FishjamOptions.defaults());

    private FishjamClient client(int port, FishjamOptions options) {
        return new FishjamClient(vertx, FishjamAddress.of("http://127.0.0.1:" + port + "/x"), SECRET, options);
    }

    @AfterEach
    void close() {
        client.close();
        get(vertx.close());
    }

    /** Vert.x cancels a verticle's timers when it is undeployed, but other code may wait for the result. */
    @Test
    void aCallCompletesAfterItsVerticleIsUndeployed() {
        FishjamClient impatient =
                client(server.actualPort(), FishjamOptions.defaults().withRequestTimeout(Duration.ofSeconds(2)));
        Promise<CreatedPeer> result = Promise.promise();
        AbstractVerticle verticle = new AbstractVerticle() {
            @Override
            public void start() {
                impatient.createAgent("r1", AgentOptions.autoSubscribe()).onComplete(result);
            }
        };
        handler = request -> {};
        String deployed = get(vertx.deployVerticle(verticle));
        Awaitility.await().until(() -> requests.size() == 1);
        get(vertx.undeploy(deployed));
        assertThat(failureOf(result.future()).reason()).isEqualTo(Reason.NO_RESPONSE);
        impatient.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "400, BAD_REQUEST, `{\"errors\":\"Expected maxPeers to be a number, got: nan\"}`, `(Expected maxPeers`",
                "401, UNAUTHORIZED, `{\"errors\":\"Invalid token\"}`, `(Invalid token)`",
                "402, QUOTA_EXCEEDED, `{\"errors\":\"Usage quota exceeded\"}`, `(Usage quota exceeded)`",
                "403, UNAUTHORIZED, ``, `answered 403:`",
                "404, NOT_FOUND, `{\"detail\":\"Fishjam not found\"}`, `(Fishjam not found)`",
                "409, PEER_LIMIT, `{\"errors\":{\"limit\":1}}`, `({\"limit\":1})`",
                "418, BAD_REQUEST, `[]`, `answered 418:`",
                "500, SERVER_ERROR, `<html>Oops</html>`, `answered 500:`",
                "502, SERVER_ERROR, `{\"errors\":null}`, `answered 502:`",
                "503, UNAVAILABLE, ``, `answered 503:`",
                "302, INVALID_RESPONSE, ``, `answered 302:`",
            })
    void everyStatusHasItsReasonAndFishjamsErrorDetail(int status, Reason reason, String body, String detail) {
        handler = request -> request.response().setStatusCode(status).end(body);

        FishjamException failure = failureOf(client.createAgent("r1", AgentOptions.autoSubscribe()));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure).hasMessageContaining(detail).hasMessageContaining("\"r1\"");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aTokenInTheResponseIsNotInTheMessage() {
        handler = request -> request.response()
                .setStatusCode(400)
                .end("{\"errors\":\"" + "x".repeat(190) + request.getHeader("Authorization") + "\\n\"}");

        FishjamException failure = failureOf(client.rooms());

        assertThat(failure).hasMessageNotContaining("management").hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "[]", "7", "{}", "{\"data\":null}", "{\"data\":{\"peers\":[{}]}}"})
    void aSuccessWithoutARoomIsAnInvalidResponse(String body) {
        handler = request -> request.response().end(body);

        assertThat(failureOf(client.room("r1")).reason()).isEqualTo(Reason.INVALID_RESPONSE);
        assertThat(failureOf(client.createRoom(RoomConfig.conference())).reason())
                .isEqualTo(Reason.INVALID_RESPONSE);
    }

    @Test
    void unknownAndMissingKeysOfARoomAreAccepted() {
        handler = request -> request.response()
                .setStatusCode(299)
                .putHeader("Content-Type", "text/html")
                .end("{\"data\":{\"id\":\"r1\",\"new\":1,\"config\":{\"roomType\":\"hologram\",\"maxPeers\":null},"
                        + "\"peers\":[{\"id\":\"p1\",\"type\":\"robot\",\"status\":\"asleep\",\"tracks\":[{}]}]}}");

        Room room = get(client.room("r1"));

        assertThat(room.config()).isEqualTo(RoomConfig.of(RoomType.OTHER));
        assertThat(room.peer("p1").orElseThrow())
                .matches(peer -> peer.type() == PeerType.OTHER
                        && !peer.connected()
                        && NameFields.DEFAULT.nameOf(peer).isEmpty());
        assertThat(room.peers().get(0).tracks().get(0).paused()).isFalse();
    }

    @Test
    void anIdempotentCallIsRetried() {
        handler = request -> request.response()
                .setStatusCode(requests.size() < 3 ? 503 : 200)
                .putHeader("Retry-After", "0")
                .end(requests.size() < 3 ? "" : ROOM);

        assertThat(get(client.room("r1")).id()).isEqualTo("r1");
        assertThat(requests).hasSize(3).allSatisfy(request -> {
            assertThat(request.getHeader("x-fishjam-api-client")).startsWith("roomscribe/");
            assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + SECRET);
        });
    }

    @Test
    void aCreateIsRetriedAfterARateLimit() {
        handler = request -> request.response()
                .setStatusCode(requests.size() < 2 ? 429 : 201)
                .putHeader("Retry-After", requests.size() < 2 ? "Thu, 01 Jan 1970 00:00:00 GMT" : "soon")
                .end("{\"data\":{\"room\":{\"id\":\"r1\"}}}");

        assertThat(get(client.createRoom(RoomConfig.conference())).id()).isEqualTo("r1");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aLongRetryAfterIsLeftToTheCaller() {
        handler = request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "60")
                .end();

        FishjamException failure = failureOf(client.rooms());

        assertThat(failure.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aCallWithoutResponseTimesOut() {
        handler = request -> {};
        FishjamOptions options = FishjamOptions.defaults()
                .withRequestTimeout(Duration.ofMillis(100))
                .withRetries(1);
        try (FishjamClient impatient = client(server.actualPort(), options)) {
            assertThat(failureOf(impatient.createRoom(RoomConfig.conference())).reason())
                    .isEqualTo(Reason.NO_RESPONSE);
            assertThat(requests).hasSize(1);

            assertThat(failureOf(impatient.rooms()))
                    .hasMessageContaining("no answer within 100 ms")
                    .matches(failure -> failure.status() == 0);
            assertThat(requests).hasSize(3);
        }
    }

    @Test
    void aSlowBodyTimesOutToo() {
        handler = request -> {
            request.response().setChunked(true);
            vertx.setPeriodic(20, timer -> request.response().write(" "));
        };
        FishjamOptions options = FishjamOptions.defaults()
                .withRequestTimeout(Duration.ofMillis(200))
                .withRetries(0);
        try (FishjamClient impatient = client(server.actualPort(), options)) {
            assertThat(failureOf(impatient.rooms()).reason()).isEqualTo(Reason.NO_RESPONSE);
        }
    }

    @Test
    void aTooLongBodyIsCutOff() {
        handler = request -> request.response().end(Buffer.buffer(new byte[9 << 20]));
        try (FishjamClient once =
                client(server.actualPort(), FishjamOptions.defaults().withRetries(0))) {
            assertThat(failureOf(once.rooms()))
                    .hasMessageContaining("longer than 8388608 bytes")
                    .matches(failure -> failure.reason() == Reason.NO_RESPONSE);
        }
    }

    @Test
    void aCreateIsNotRetriedAfterABrokenConnection() {
        handler = request -> request.connection().close();

        assertThat(failureOf(client.createAgent("r1", AgentOptions.autoSubscribe()))
                        .reason())
                .isEqualTo(Reason.NO_RESPONSE);
        assertThat(requests).hasSize(1);
    }

    @Test
    void everyCallIsRetriedAfterARefusedConnection() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }
        try (FishjamClient early = client(free, FishjamOptions.defaults().withRetries(4))) {
            var room = early.createRoom(RoomConfig.conference());
            handler = request -> request.response().end("{\"data\":{\"room\":{\"id\":\"r1\"}}}");
            vertx.setTimer(
                    100,
                    timer -> vertx.createHttpServer()
                            .requestHandler(request -> handler.handle(request))
                            .listen(free, "127.0.0.1"));

            assertThat(get(room).id()).isEqualTo("r1");
        }
    }

    @Test
    void anUnknownHostIsNoResponse() {
        try (FishjamClient unresolvable = new FishjamClient(
                vertx,
                FishjamAddress.of("http://no-such-host.invalid/x"),
                SECRET,
                FishjamOptions.defaults().withRetries(0))) {
            assertThat(failureOf(unresolvable.rooms()))
                    .hasMessageContaining("no connection (UnknownHostException)")
                    .matches(failure -> failure.reason() == Reason.NO_RESPONSE);
        }
    }
}
