package dev.roomscribe.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.support.CaptionClient;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, showing, listing and stopping sessions over HTTP. */
@QuarkusTest
class TranscribeResourceTest extends RoomTest {
    @Test
    void startsShowsListsAndStopsASession() {
        when().post("/rooms/{room}/transcribe", roomId)
                .then()
                .statusCode(201)
                .header("Location", equalTo("transcribe"))
                .body("room_id", equalTo(roomId))
                .body("state", equalTo("listening"))
                .body("options.partials", equalTo(true))
                .body("agent_id", equalTo(room.agents().get(0).id()))
                .body("session_id", notNullValue());
        given().contentType(ContentType.JSON)
                .body("{\"partials\": true}")
                .post("/rooms/{room}/transcribe", roomId)
                .then()
                .statusCode(200)
                .body("room_id", equalTo(roomId));
        when().get("/rooms/{room}/transcribe", roomId).then().statusCode(200).body("counts.finals", equalTo(0));
        when().get("/rooms")
                .then()
                .statusCode(200)
                .body("rooms.room_id", hasItem(roomId))
                .body("rooms.find { it.room_id == '" + roomId + "' }.counts.lost_seconds", equalTo(0.0f));
        when().post("/rooms/{room}/transcribe/finalize", roomId).then().statusCode(200);
        when().post("/rooms/{room}/transcribe/pause", roomId)
                .then()
                .statusCode(200)
                .body("paused", equalTo(true))
                .body("state", equalTo("listening"));
        try (CaptionClient captions = CaptionClient.subscribe(service, "/rooms/" + roomId + "/transcript/events")) {
            assertThat(captions.await(SOON, "session.status"))
                    .returns(null, CaptionClient.Event::id)
                    .returns("listening", status -> status.text("state"))
                    .returns("true", status -> status.text("paused"));
            assertThat(captions.events().get(0).type()).isEqualTo("session.snapshot");
            assertThat(captions.events().get(0).data().at("/session/paused").asBoolean())
                    .isTrue();
            when().delete("/rooms/{room}/transcribe/pause", roomId)
                    .then()
                    .statusCode(200)
                    .body("paused", equalTo(false));
            captions.await(
                    SOON,
                    event -> event.is("session.status")
                            && !event.data().get("paused").asBoolean());
            CaptionClient.Event gap = captions.await(SOON, "stream.gap");
            assertThat(gap.text("reason")).isEqualTo("paused");
            assertThat(gap.data().has("continues")).isFalse();
        }

        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
        assertThat(room.agents()).isEmpty();
        problem(when().get("/rooms/{room}/transcribe", roomId).then(), 404, "not-transcribed", roomId);
        problem(when().post("/rooms/{room}/transcribe/finalize", roomId).then(), 404, "not-transcribed", roomId);
        problem(when().post("/rooms/{room}/transcribe/pause", roomId).then(), 404, "not-transcribed", roomId);
        problem(when().delete("/rooms/{room}/transcribe/pause", roomId).then(), 404, "not-transcribed", roomId);
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
    }

    @Test
    void hundredConcurrentStartsCreateOneAgent() {
        HttpClient http = HttpClient.newHttpClient();
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 100)
                .mapToObj(i -> http.sendAsync(
                                HttpRequest.newBuilder(service.resolve("/rooms/" + roomId + "/transcribe"))
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode))
                .toList();
        List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).containsOnly(200, 201);
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void oneRequestStartsAndStreams() {
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            room.join("Alice", Playback.of(greeting()).thenSilence());
            assertThat(captions.status()).isEqualTo(200);
            assertThat(captions.header("Content-Type")).startsWith("text/event-stream");
            assertThat(captions.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(captions.header("X-Accel-Buffering")).isEqualTo("no");
            CaptionClient.Event caption = captions.await(SOON, "transcript.final");
            assertThat(captions.events().get(0).type()).isEqualTo("session.snapshot");
            assertThat(captions.events("transcript.partial"))
                    .isNotEmpty()
                    .allSatisfy(partial -> assertThat(partial.id()).isNull());
            assertThat(caption.id()).isEqualTo(caption.text("id"));
            assertThat(caption.text("transcript")).isEqualTo(GREETING);
            assertThat(caption.text("speaker")).isEqualTo("Alice");
            assertThat(caption.data().path("words").size()).isEqualTo(8);
            assertThat(caption.data().path("confidence").asDouble()).isBetween(0.5, 1.0);
        }
    }

    @Test
    void everyRequestForAnUnknownRoomNamesIt() {
        problem(when().post("/rooms/missing-room/transcribe").then(), 404, "room-not-found", "missing-room");
        problem(
                given().accept("text/event-stream")
                        .post("/rooms/missing-room/transcribe")
                        .then(),
                404,
                "room-not-found",
                "missing-room");
        problem(when().get("/rooms/missing-room/transcribe").then(), 404, "not-transcribed", "missing-room");
        problem(when().get("/rooms/missing-room/transcript.vtt").then(), 404, "not-transcribed", "missing-room");
        problem(
                given().accept("text/event-stream")
                        .get("/rooms/missing-room/transcript/events")
                        .then(),
                404,
                "not-transcribed",
                "missing-room");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%2Fb", "a%00b", "%0a", "a%5Cb"})
    void invalidRoomIdIsABadRequest(String id) {
        problem(
                given().urlEncodingEnabled(false)
                        .post("/rooms/" + id + "/transcribe")
                        .then(),
                400,
                "bad-request",
                "slash");
    }

    @Test
    void roomIdHasAtMost256Characters() {
        problem(when().post("/rooms/" + "x".repeat(256) + "/transcribe").then(), 404, "room-not-found", "xxx");
        problem(when().post("/rooms/" + "x".repeat(257) + "/transcribe").then(), 400, "bad-request", "256");
    }
}
