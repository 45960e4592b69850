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

/** What the client makes of a server that does not do as it should. */
class RestFailuresTest {
    private static final String SECRET = "management-secret";
    private static final String ROOM = "{\"data\":{\"id\":\"r1\",\"peers\":[]}}";

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private volatile Handler<HttpServerRequest> behaviour =
            request -> request.response().end();
    private final HttpServer server = get(vertx.createHttpServer()
            .requestHandler(request -> {
                requests.add(request);
                behaviour.handle(request);
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

    /** Vert.x drops a verticle's timers when it is undeployed, but others may be waiting for what it asked. */
    @Test
    void aCallEndsEvenIfTheVerticleThatMadeItIsGone() {
        FishjamClient hasty =
                client(server.actualPort(), FishjamOptions.defaults().withRequestTimeout(Duration.ofSeconds(2)));
        Promise<CreatedPeer> answer = Promise.promise();
        AbstractVerticle brief = new AbstractVerticle() {
            @Override
            public void start() {
                hasty.createAgent("r1", AgentOptions.hearingAll()).onComplete(answer);
            }
        };
        behaviour = request -> {};
        String deployed = get(vertx.deployVerticle(brief));
        Awaitility.await().until(() -> requests.size() == 1);
        get(vertx.undeploy(deployed));
        assertThat(failureOf(answer.future()).reason()).isEqualTo(Reason.NO_ANSWER);
        hasty.close();
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
                "302, UNINTELLIGIBLE, ``, `answered 302:`",
            })
    void everyStatusHasItsReasonAndKeepsFishjamsWords(int status, Reason reason, String body, String words) {
        behaviour = request -> request.response().setStatusCode(status).end(body);

        FishjamException failure = failureOf(client.createAgent("r1", AgentOptions.hearingAll()));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure).hasMessageContaining(words).hasMessageContaining("\"r1\"");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aTokenThatTheServerRepeatsIsNotPassedOn() {
        behaviour = request -> request.response()
                .setStatusCode(400)
                .end("{\"errors\":\"" + "x".repeat(190) + request.getHeader("Authorization") + "\\n\"}");

        FishjamException failure = failureOf(client.rooms());

        assertThat(failure).hasMessageNotContaining("management").hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "[]", "7", "{}", "{\"data\":null}", "{\"data\":{\"peers\":[{}]}}"})
    void aSuccessThatIsNoRoomIsUnintelligible(String body) {
        behaviour = request -> request.response().end(body);

        assertThat(failureOf(client.room("r1")).reason()).isEqualTo(Reason.UNINTELLIGIBLE);
        assertThat(failureOf(client.createRoom(RoomConfig.conference())).reason())
                .isEqualTo(Reason.UNINTELLIGIBLE);
    }

    @Test
    void whatIsUnknownOrMissingInARoomDoesNotMatter() {
        behaviour = request -> request.response()
                .setStatusCode(299)
                .putHeader("Content-Type", "text/html")
                .end("{\"data\":{\"id\":\"r1\",\"new\":1,\"config\":{\"roomType\":\"hologram\",\"maxPeers\":null},"
                        + "\"peers\":[{\"id\":\"p1\",\"type\":\"robot\",\"status\":\"asleep\",\"tracks\":[{}]}]}}");

        Room room = get(client.room("r1"));

        assertThat(room.config()).isEqualTo(RoomConfig.of(RoomType.OTHER));
        assertThat(room.peer("p1").orElseThrow())
                .matches(peer -> peer.type() == PeerType.OTHER
                        && !peer.connected()
                        && peer.name().isEmpty());
        assertThat(room.peers().get(0).tracks().get(0).paused()).isFalse();
    }

    @Test
    void whatMayBeRepeatedIsTriedAgain() {
        behaviour = request -> request.response()
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
    void theRateLimitIsWaitedForEvenByWhatCreates() {
        behaviour = request -> request.response()
                .setStatusCode(requests.size() < 2 ? 429 : 201)
                .putHeader("Retry-After", requests.size() < 2 ? "Thu, 01 Jan 1970 00:00:00 GMT" : "soon")
                .end("{\"data\":{\"room\":{\"id\":\"r1\"}}}");

        assertThat(get(client.createRoom(RoomConfig.conference())).id()).isEqualTo("r1");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aLongWaitIsLeftToTheCaller() {
        behaviour = request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "60")
                .end();

        FishjamException failure = failureOf(client.rooms());

        assertThat(failure.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aServerThatSaysNothingIsLeftAfterTheTimeout() {
        behaviour = request -> {};
        FishjamOptions impatient = FishjamOptions.defaults()
                .withRequestTimeout(Duration.ofMillis(100))
                .withRetries(1);
        try (FishjamClient hurried = client(server.actualPort(), impatient)) {
            assertThat(failureOf(hurried.createRoom(RoomConfig.conference())).reason())
                    .isEqualTo(Reason.NO_ANSWER);
            assertThat(requests).hasSize(1);

            assertThat(failureOf(hurried.rooms()))
                    .hasMessageContaining("no answer within 100 ms")
                    .matches(failure -> failure.status() == 0);
            assertThat(requests).hasSize(3);
        }
    }

    @Test
    void aBodyThatTricklesIsLeftAfterTheTimeoutToo() {
        behaviour = request -> {
            request.response().setChunked(true);
            vertx.setPeriodic(20, timer -> request.response().write(" "));
        };
        FishjamOptions impatient = FishjamOptions.defaults()
                .withRequestTimeout(Duration.ofMillis(200))
                .withRetries(0);
        try (FishjamClient hurried = client(server.actualPort(), impatient)) {
            assertThat(failureOf(hurried.rooms()).reason()).isEqualTo(Reason.NO_ANSWER);
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff() {
        behaviour = request -> request.response().end(Buffer.buffer(new byte[9 << 20]));
        try (FishjamClient once =
                client(server.actualPort(), FishjamOptions.defaults().withRetries(0))) {
            assertThat(failureOf(once.rooms()))
                    .hasMessageContaining("longer than 8388608 bytes")
                    .matches(failure -> failure.reason() == Reason.NO_ANSWER);
        }
    }

    @Test
    void aBrokenConnectionIsNoReasonToCreateTwice() {
        behaviour = request -> request.connection().close();

        assertThat(failureOf(client.createAgent("r1", AgentOptions.hearingAll()))
                        .reason())
                .isEqualTo(Reason.NO_ANSWER);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRefusedConnectionIsTriedAgainByAll() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }
        try (FishjamClient early = client(free, FishjamOptions.defaults().withRetries(4))) {
            var room = early.createRoom(RoomConfig.conference());
            behaviour = request -> request.response().end("{\"data\":{\"room\":{\"id\":\"r1\"}}}");
            vertx.setTimer(100, timer -> vertx.createHttpServer()
                    .requestHandler(request -> behaviour.handle(request))
                    .listen(free, "127.0.0.1"));

            assertThat(get(room).id()).isEqualTo("r1");
        }
    }

    @Test
    void nothingAtTheAddressIsNoAnswer() {
        try (FishjamClient lost = new FishjamClient(
                vertx,
                FishjamAddress.of("http://no-such-host.invalid/x"),
                SECRET,
                FishjamOptions.defaults().withRetries(0))) {
            assertThat(failureOf(lost.rooms()))
                    .hasMessageContaining("no connection (UnknownHostException)")
                    .matches(failure -> failure.reason() == Reason.NO_ANSWER);
        }
    }
}
