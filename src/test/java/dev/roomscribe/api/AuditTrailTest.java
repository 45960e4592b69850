package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.AuditedLines;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log and the ids of requests, over real HTTP. */
@QuarkusTest
class AuditTrailTest extends RoomTest {
    private static final String ADDRESS = "203.0.113.9";

    private static RequestSpecification client() {
        return given().header("X-Forwarded-For", ADDRESS);
    }

    private static List<String> summary(AuditedLines audit) {
        return audit.of(ADDRESS).stream()
                .map(line -> line.path("action").asText() + " "
                        + line.path("outcome").asText() + " "
                        + line.path("status").asText())
                .toList();
    }

    @Test
    void everyActionIsOneEntryWithItsOutcome() {
        try (AuditedLines audit = new AuditedLines()) {
            client().post("/rooms/{room}/transcribe", roomId).then().statusCode(201);
            client().post("/rooms/{room}/transcribe/finalize", roomId).then().statusCode(200);
            client().post("/rooms/{room}/transcribe/pause", roomId).then().statusCode(200);
            client().delete("/rooms/{room}/transcribe/pause", roomId).then().statusCode(200);
            client().get("/rooms/{room}/transcribe", roomId).then().statusCode(200);
            client().get("/rooms/{room}/transcript.vtt", roomId).then().statusCode(200);
            client().get("/rooms/{room}/transcript.verbose.json", roomId).then().statusCode(200);
            client().delete("/rooms/{room}/transcript", roomId).then().statusCode(409);
            client().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
            client().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
            client().get("/rooms/{room}/transcript", "missing-" + roomId).then().statusCode(404);
            client().get("/nothing").then().statusCode(404);

            assertThat(summary(audit))
                    .containsExactly(
                            "start done 201",
                            "finalize done 200",
                            "pause done 200",
                            "resume done 200",
                            "export done 200",
                            "export done 200",
                            "delete rejected 409",
                            "stop done 204",
                            "delete done 204",
                            "export rejected 404");
            assertThat(audit.of(ADDRESS)).allSatisfy(line -> {
                assertThat(line.path("actor").asText()).isEqualTo("anonymous");
                assertThat(line.path("room").asText()).endsWith(roomId);
                assertThat(line.path("request_id").asText()).isNotEmpty();
                assertThat(Instant.parse(line.path("time").asText())).isBeforeOrEqualTo(Instant.now());
            });
            assertThat(audit.of(ADDRESS).get(6).path("reason").asText()).isEqualTo("in-session");
        }
    }

    @Test
    void aSearchIsAnEntryWithoutARoom() {
        try (AuditedLines audit = new AuditedLines()) {
            client().get("/search?limit=0").then().statusCode(400);
            assertThat(summary(audit)).containsExactly("search rejected 400");
            assertThat(audit.of(ADDRESS)).noneMatch(line -> line.has("room"));
        }
    }

    @Test
    void requestThatIsRefusedBeforeItReachesAResourceIsAuditedAsWhatItWas() {
        try (AuditedLines audit = new AuditedLines()) {
            client().header("Origin", "https://evil.example")
                    .delete("/rooms/{room}/transcript", roomId)
                    .then()
                    .statusCode(403);
            client().header("Host", "evil.example")
                    .get("/rooms/{room}/transcript.txt", roomId)
                    .then()
                    .statusCode(421);
            client().header("Host", "evil.example").get("/rooms").then().statusCode(421);

            assertThat(summary(audit))
                    .containsExactly("delete refused 403", "export refused 421", "request refused 421");
            assertThat(audit.of(ADDRESS).get(0).path("room").asText()).isEqualTo(roomId);
        }
    }

    private static void awaitStop(AuditedLines audit, EmbeddedRoom stopped, String reason) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(audit.entries()).anySatisfy(line -> {
                    assertThat(line.path("actor").asText()).isEqualTo("service");
                    assertThat(line.path("action").asText()).isEqualTo("stop");
                    assertThat(line.path("room").asText()).isEqualTo(stopped.id());
                    assertThat(line.path("reason").asText()).isEqualTo(reason);
                }));
    }

    @Test
    void sessionWhoseAgentIsRemovedIsAudited() {
        try (AuditedLines audit = new AuditedLines()) {
            EmbeddedRoom other = fishjam.orElseThrow().openRoom("removed-" + roomId);
            client().post("/rooms/{room}/transcribe", other.id()).then().statusCode(201);
            other.agents().get(0).remove();
            awaitStop(audit, other, "stopped");
            other.delete();
        }
    }

    @Test
    void sessionThatEndsByItselfIsAudited() {
        try (AuditedLines audit = new AuditedLines()) {
            EmbeddedRoom other = fishjam.orElseThrow().openRoom("ending-" + roomId);
            client().post("/rooms/{room}/transcribe", other.id()).then().statusCode(201);
            other.delete();
            awaitStop(audit, other, "room_deleted");
        }
    }

    @Test
    void requestWhoseClientDisconnectsIsAudited() {
        fishjam.orElseThrow().faults().delayAnswers(Duration.ofHours(1));
        try (AuditedLines audit = new AuditedLines()) {
            try (RawHttpClient client = new RawHttpClient(service)) {
                client.send("""
                        POST /rooms/%s/transcribe HTTP/1.1
                        Host: localhost
                        X-Forwarded-For: %s
                        Content-Type: application/json
                        Content-Length: 2
                        Expect: 100-continue

                        """.formatted(roomId, ADDRESS));
                assertThat(client.readHead().status()).isEqualTo(100);
                client.send("{}");
            }
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(audit.of(ADDRESS))
                            .singleElement()
                            .satisfies(line ->
                                    assertThat(line.path("outcome").asText()).isEqualTo("aborted")));
        } finally {
            fishjam.orElseThrow().faults().heal();
        }
    }

    @Test
    void wellFormedRequestIdIsReturnedAndNamedInProblems() {
        given().header("X-Request-Id", "trace-1.a_B~")
                .get("/rooms/{room}/transcribe", roomId)
                .then()
                .statusCode(404)
                .header("X-Request-Id", equalTo("trace-1.a_B~"))
                .body("instance", equalTo("urn:roomscribe:request:trace-1.a_B~"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "{}", "ü"})
    void otherRequestIdIsReplaced(String given) {
        String id = given().header("X-Request-Id", given)
                .get("/rooms")
                .then()
                .statusCode(200)
                .extract()
                .header("X-Request-Id");
        assertThat(id).matches("[0-9a-f-]{36}");
    }

    @Test
    void everyAnswerHasARequestId() {
        appendSession(transcripts.open(roomId), "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        for (String path : List.of("/", "/captions.js", "/rooms", "/nothing", "/rooms/" + roomId + "/transcript.srt")) {
            assertThat(given().get(path).header("X-Request-Id")).as(path).isNotEmpty();
        }
        String tooLarge = given().body(new byte[100_000])
                .post("/rooms/{room}/transcribe", roomId)
                .then()
                .statusCode(413)
                .extract()
                .path("instance");
        assertThat(tooLarge).startsWith("urn:roomscribe:request:");
    }

    @Test
    void textsAreNotInTheAuditLog() {
        try (AuditedLines audit = new AuditedLines()) {
            client().contentType("application/json")
                    .body("{\"webhook_url\": \"https://hooks.example.com/t0ken\", \"nothing\": 1}")
                    .post("/rooms/{room}/transcribe?key=t0ken", roomId)
                    .then()
                    .statusCode(400);
            assertThat(audit.of(ADDRESS))
                    .singleElement()
                    .extracting(JsonNode::toString)
                    .satisfies(line -> assertThat(line).doesNotContain("t0ken", "nothing"));
        }
    }
}
