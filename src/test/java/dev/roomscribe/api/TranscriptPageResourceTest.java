package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.roomscribe.transcript.live.RoomTranscript;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transcripts in pages of JSON. */
@QuarkusTest
class TranscriptPageResourceTest extends RoomTest {
    @Test
    void jsonIsPagedWithLinksToTheNextPage() {
        RoomTranscript transcript = transcripts.open(roomId);
        appendSession(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        String next = when().get("/rooms/{room}/transcript.json?limit=2", roomId)
                .then()
                .statusCode(200)
                .body("utterances.transcript", contains("said 1", "said 2"))
                .extract()
                .path("next");
        // The link selects the session of its page, although a later session exists by now.
        appendSession(transcript, "s2", Instant.parse("2026-09-11T10:00:00Z"), "later");
        // Relative to the URL of the page, also if a proxy has removed a prefix from its path.
        assertThat(next).startsWith("transcript.json?");
        given().urlEncodingEnabled(false)
                .get(URI.create("/rooms/" + roomId + "/transcript.json")
                        .resolve(next)
                        .toString())
                .then()
                .statusCode(200)
                .body("utterances.transcript", contains("said 3"))
                .body("", not(hasKey("next")));
        for (String bad : List.of("limit=0", "limit=1001", "limit=x", "limit=1&after=x")) {
            problemOf(
                    when().get("/rooms/{room}/transcript.json?" + bad, roomId).then(),
                    400,
                    "parameter",
                    bad.endsWith("after=x") ? "after" : "limit",
                    "must be");
        }
        problemOf(when().get("/rooms/{room}/transcript.vtt?limit=1", roomId).then(), 400, "parameter", "limit", "JSON");
    }

    @Test
    void jsonIsPagedBackwardsAndFromAMoment() {
        RoomTranscript transcript = transcripts.open(roomId);
        appendSession(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        ValidatableResponse last = page("transcript.json?before=end&limit=1", "said 3");
        last.body("", not(hasKey("next")));
        appendSession(transcript, "s2", Instant.parse("2026-09-11T10:00:00Z"), "later");
        ValidatableResponse middle = page(last.extract().path("previous"), "said 2");
        page(middle.extract().path("next"), "said 3");
        page(middle.extract().path("previous"), "said 1").body("", not(hasKey("previous")));
        page("transcript.json?at=2026-09-10T10:00:02Z&limit=1", "said 2");
        page("transcript.json?at=2026-09-12T10:00:00Z&limit=1", "later 3");
        for (String bad : List.of(
                "before=x", "after=1-1&before=end", "at=noon", "from=2026-09-10T10:00:00Z&at=2026-09-10T10:00:00Z")) {
            String name = bad.contains("before") ? "before" : "at";
            problemOf(when().get("/rooms/{room}/transcript.json?" + bad, roomId).then(), 400, "parameter", name, name);
        }
        problemOf(
                when().get("/rooms/{room}/transcript.vtt?before=end", roomId).then(),
                400,
                "parameter",
                "before",
                "JSON");
    }

    private ValidatableResponse page(String link, String text) {
        return given().urlEncodingEnabled(false)
                .get("/rooms/" + roomId + "/" + link)
                .then()
                .statusCode(200)
                .body("utterances.transcript", contains(text));
    }
}
