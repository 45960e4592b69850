package dev.roomscribe.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.support.Management;
import dev.roomscribe.support.WebhookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options in the body of a request that starts a session. */
@QuarkusTest
class StartRequestTest extends RoomTest {
    @ParameterizedTest
    @CsvSource({
        "application/json, '{\"foo\": 1}', 400, bad-request, foo",
        "application/json, '{', 400, bad-request, JSON",
        "application/json, '[]', 400, bad-request, JSON",
        "application/json, '{\"partials\": \"perhaps\"}', 400, bad-request, JSON",
        "application/json, '{\"peers\": \"Ana\"}', 400, bad-request, JSON",
        "application/json, '{\"announcement\": true}', 400, bad-request, roomscribe.announcement",
        "application/json, '{\"peers\": []}', 400, bad-request, peers is empty",
        "application/json, '{\"peers\": [\"\"]}', 400, bad-request, blank",
        "application/json, '{\"peers\": [\"p1\", \" \"]}', 400, bad-request, blank",
        "application/json, '{\"peers\": [null]}', 400, bad-request, blank",
        "application/json, '{\"webhook_url\": 5}', 400, bad-request, https://",
        "application/json, '{\"webhook_url\": \"ftp://example.com/\"}', 400, bad-request, https://",
        "application/json, '{\"webhook_url\": \"https://a:b@example.com/\"}', 400, bad-request, password",
        "text/plain, hello, 415, unsupported-media-type, application/json",
    })
    void invalidBodyIsRejectedAndStartsNothing(String type, String body, int status, String problem, String named) {
        problem(
                given().header("Content-Type", type)
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .post("/rooms/{room}/transcribe", roomId)
                        .then(),
                status,
                problem,
                named);
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void tooLargeBodyIsRejectedAndStartsNothing() {
        problem(
                given().header("Content-Type", "application/json")
                        .body(new byte[70_000])
                        .post("/rooms/{room}/transcribe", roomId)
                        .then(),
                413,
                "body-too-large",
                "65536");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void otherOptionsConflictWithTheRunningSession() {
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(201);
        problem(
                given().contentType(ContentType.JSON)
                        .body("{\"partials\": false}")
                        .post("/rooms/{room}/transcribe", roomId)
                        .then(),
                409,
                "options-differ",
                roomId);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void onlyTheListedPeersAreTranscribed() {
        String ana = room.join("Ana").id();
        String bob = room.join("Bob").id();
        startWithPeers(List.of(ana, bob, ana))
                .statusCode(201)
                .body("options.peers", contains(ana, bob))
                .body("peers.name", contains("Ana", "Bob"));
        startWithPeers(List.of(bob, ana)).statusCode(200);
        problem(startWithPeers(List.of(ana)), 409, "options-differ", roomId);
        problem(when().post("/rooms/{room}/transcribe", roomId).then(), 409, "options-differ", roomId);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void optionsOmitPeersWhenEveryPeerIsTranscribed() {
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(201).body("options", not(hasKey("peers")));
    }

    @Test
    void unknownPeerIsRejectedAndStartsNothing() {
        problem(startWithPeers(List.of("missing-peer")), 404, "peer-not-found", "missing-peer");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void atMost100PeersWithIdsOfAtMost256CharactersAreAccepted() {
        problem(startWithPeers(peers(100)), 404, "peer-not-found", "p0");
        problem(startWithPeers(peers(101)), 400, "bad-request", "101");
        problem(startWithPeers(List.of("x".repeat(256))), 404, "peer-not-found", "xxx");
        problem(startWithPeers(List.of("x".repeat(257))), 400, "bad-request", "256");
        assertThat(room.agents()).isEmpty();
    }

    private ValidatableResponse startWithPeers(List<String> peers) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("peers", peers))
                .post("/rooms/{room}/transcribe", roomId)
                .then();
    }

    private static List<String> peers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "p" + i).toList();
    }

    @Test
    void endpointingMustBeInItsRange() {
        for (int tooShort : List.of(-1, 50, 2_001)) {
            problem(
                    given().contentType(ContentType.JSON)
                            .body("{\"endpointing\": " + tooShort + "}")
                            .post("/rooms/{room}/transcribe", roomId)
                            .then(),
                    400,
                    "bad-request",
                    "endpointing");
        }
        given().contentType(ContentType.JSON)
                .body("{\"endpointing\": 900}")
                .post("/rooms/{room}/transcribe", roomId)
                .then()
                .statusCode(201)
                .body("options.endpointing", equalTo(900));
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(409);
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
    }

    @Test
    void everyDurableEventIsPostedToTheWebhookUrl() {
        Vertx vertx = Vertx.vertx();
        try (WebhookReceiver receiver = new WebhookReceiver(vertx)) {
            String url = receiver.url("/hook/t0ken?key=t0ken");
            room.join("Alice", Playback.of(greeting()).thenSilence());
            startWithWebhook(url)
                    .statusCode(201)
                    .body("options.webhook_url", equalTo(receiver.url("")))
                    .body("webhook.given_up", equalTo(0));
            startWithWebhook(url).statusCode(200);
            problem(startWithWebhook(receiver.url("/another")), 409, "options-differ", roomId);
            problem(when().post("/rooms/{room}/transcribe", roomId).then(), 409, "options-differ", roomId);
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> when().get("/rooms/{room}/transcribe", roomId)
                            .then()
                            .body("webhook.delivered", equalTo(3))
                            .body(not(containsString("t0ken"))));
            when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
            Awaitility.await().atMost(SOON).until(() -> receiver.accepted().size() == 4);

            assertThat(receiver.acceptedTypes())
                    .containsExactly("session.started", "peer.joined", "transcript.final", "session.ended");
            assertThat(receiver.accepted().get(2).json().path("transcript").asText())
                    .isEqualTo(GREETING);
            assertThat(receiver.accepted()).allSatisfy(posted -> {
                assertThat(posted.isSignedWith(WebhookReceiver.SECRET)).isTrue();
                assertThat(posted.target()).isEqualTo("/hook/t0ken?key=t0ken");
            });
            String metrics = Management.metrics();
            assertThat(metrics)
                    .contains("roomscribe_webhook_events_delivered_total ", "roomscribe_webhook_failing_seconds ")
                    .doesNotContain("t0ken");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private ValidatableResponse startWithWebhook(String url) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("webhook_url", url))
                .post("/rooms/{room}/transcribe", roomId)
                .then();
    }
}
