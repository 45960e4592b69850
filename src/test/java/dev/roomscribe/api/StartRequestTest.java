package dev.roomscribe.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Management;
import dev.roomscribe.support.WebhookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import java.util.HashMap;
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
    @CsvSource(
            delimiter = '|',
            value = {
                "{'foo': 1} | #/foo | Unknown option \"foo\"; the options are announcement, endpointing, partials, peers, retention, webhook_url.",
                "{'a/b ~c': 1} | #/a~1b%20~0c | Unknown option",
                "{ | # | The body must be a JSON object of options",
                "[] | # | The body must be a JSON object of options",
                "{'partials': 'perhaps'} | #/partials | partials must be true or false.",
                "{'announcement': []} | #/announcement | announcement must be true or false.",
                "{'endpointing': 'x'} | #/endpointing | endpointing must be a whole number of milliseconds: 0, or 300 to 2000.",
                "{'endpointing': '500'} | #/endpointing | endpointing must be a whole number",
                "{'endpointing': 500.7} | #/endpointing | endpointing must be a whole number",
                "{'partials': 'true'} | #/partials | partials must be true or false.",
                "{'endpointing': {}} | #/endpointing | endpointing must be a whole number of milliseconds: 0, or 300 to 2000.",
                "{'endpointing': 99999999999} | #/endpointing | endpointing must be a whole number",
                "{'endpointing': 50} | #/endpointing | endpointing is 50 ms; it must be 0, or 300 to 2000 ms.",
                "{'retention': 'x'} | #/retention | retention must be a whole number of seconds, 0 or more.",
                "{'retention': 1.5} | #/retention | retention must be a whole number of seconds, 0 or more.",
                "{'retention': -1} | #/retention | retention is -1 s; it must be 0 s or more.",
                "{'retention': 604801} | #/retention | roomscribe.transcript.max-age",
                "{'peers': 'Ana'} | #/peers | peers must be a list of 1 to 100 ids of peers",
                "{'peers': ['p1', {}]} | #/peers/1 | peers must be a list of 1 to 100 ids of peers",
                "{'announcement': true} | #/announcement | roomscribe.announcement",
                "{'peers': []} | #/peers | peers is empty",
                "{'peers': ['']} | #/peers | blank",
                "{'peers': ['p1', ' ']} | #/peers | blank",
                "{'peers': [null]} | #/peers | blank",
                "{'webhook_url': 5} | #/webhook_url | https://",
                "{'webhook_url': 'ftp://example.com/'} | #/webhook_url | https://",
                "{'webhook_url': 'https://a:b@example.com/'} | #/webhook_url | password",
            })
    void invalidOptionIsNamedAndStartsNothing(String body, String pointer, String detail) {
        problemOf(start(body.replace('\'', '"')), 400, "pointer", pointer.replace("~", "%7E"), detail);
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void bodyThatIsNotJsonIsRejectedAndStartsNothing() {
        problemOf(
                given().contentType("text/plain")
                        .body("hello")
                        .post("/rooms/{room}/transcribe", roomId)
                        .then(),
                415,
                "header",
                "Content-Type",
                "application/json");
        assertThat(room.agents()).isEmpty();
    }

    private ValidatableResponse start(String json) {
        return given().contentType(ContentType.JSON)
                .body(json)
                .post("/rooms/{room}/transcribe", roomId)
                .then();
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
    void optionsThatDifferFromTheRunningSessionAreListed() {
        String ana = room.join("Ana").id();
        start("{\"partials\": false, \"peers\": [\"" + ana + "\"], \"endpointing\": 900, \"retention\": 60}")
                .statusCode(201);
        ValidatableResponse conflict = start("{\"partials\": true, \"peers\": [\"p2\"], \"endpointing\": 900,"
                + " \"webhook_url\": \"https://hooks.example.com/t0ken\", \"retention\": 61}");
        problem(conflict, 409, "options-differ", "another value of partials, peers, webhook_url, retention;");
        conflict.body(
                        "differences",
                        equalTo(List.of(
                                Map.of("name", "partials", "running", false, "requested", true),
                                Map.of("name", "peers", "running", List.of(ana), "requested", List.of("p2")),
                                withoutRunning("webhook_url", "https://hooks.example.com"),
                                Map.of("name", "retention", "running", 60, "requested", 61))))
                .body(not(containsString("t0ken")));
        assertThat(room.agents()).hasSize(1);
    }

    private static Map<String, Object> withoutRunning(String name, String requested) {
        Map<String, Object> difference = new HashMap<>();
        difference.put("name", name);
        difference.put("running", null);
        difference.put("requested", requested);
        return difference;
    }

    /** What a request leaves out may have any value in the running session; a configured value agrees with its name. */
    @Test
    void startJoinsASessionThatHasWhatItNames() {
        String running =
                start("{\"partials\": false}").statusCode(201).extract().path("session_id");
        for (String body : List.of(
                "",
                " ",
                "{}",
                "{\"peers\": null}",
                "{\"partials\": false}",
                "{\"endpointing\": 500}",
                "{\"retention\": 604800}")) {
            start(body).statusCode(200).body("session_id", equalTo(running)).body("options.partials", equalTo(false));
        }
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(200);
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            assertThat(captions.await(SOON, "session.snapshot")
                            .data()
                            .at("/session/session_id")
                            .asText())
                    .isEqualTo(running);
        }
        for (String body : List.of("{\"partials\": true}", "{\"endpointing\": 501}", "{\"endpointing\": 0}")) {
            problem(start(body), 409, "options-differ", roomId);
        }
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
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(200);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void optionsOmitPeersWhenEveryPeerIsTranscribed() {
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(201).body("options", not(hasKey("peers")));
    }

    @Test
    void unknownPeerIsRejectedAndStartsNothing() {
        problemOf(startWithPeers(List.of("missing-peer")), 404, "pointer", "#/peers", "missing-peer");
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
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
    }

    @Test
    void theStatusTheEventsAndTheListsShowTheRetention() {
        start("{\"retention\": 3600}").statusCode(201).body("options.retention", equalTo(3600));
        when().get("/rooms")
                .then()
                .body("rooms.find { it.room_id == '" + roomId + "' }.options.retention", equalTo(3600));
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
        when().get("/rooms/{room}/transcript/sessions", roomId).then().body("sessions.retention", contains(3600));
        when().get("/rooms/{room}/transcript.jsonl", roomId)
                .then()
                .body(matchesPattern("(?s).*\"session.started\"[^\n]*\"retention\":3600.*"))
                .body(matchesPattern("(?s).*\"session.ended\"[^\n]*\"retention\":3600.*"));
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
            when().post("/rooms/{room}/transcribe", roomId).then().statusCode(200);
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
