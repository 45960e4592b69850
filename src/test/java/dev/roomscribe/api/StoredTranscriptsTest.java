package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static dev.roomscribe.api.TranscriptEvents.finalTranscript;
import static dev.roomscribe.api.TranscriptEvents.sessionEnded;
import static dev.roomscribe.api.TranscriptEvents.sessionStarted;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The list of rooms with stored transcripts, and the search in them. */
@QuarkusTest
class StoredTranscriptsTest extends RoomTest {
    @Test
    void roomsWithStoredTranscriptsAreListed() {
        appendSession(transcripts.open(roomId + "-1"), "s1", Instant.parse("1990-09-10T10:00:00Z"), "first");
        appendSession(transcripts.open(roomId + "-2"), "s2", Instant.parse("1990-09-10T11:00:00Z"), "second");
        String window = "/rooms?from=1990-09-10T09:00:00Z&to=1990-09-10T12:00:00Z&running=false";
        when().get(window)
                .then()
                .statusCode(200)
                .body("rooms.room_id", contains(roomId + "-2", roomId + "-1"))
                .body("rooms[0]", not(hasKey("state")))
                .body("rooms[0].transcript.sessions", equalTo(1))
                .body("rooms[0].transcript.finals", equalTo(3))
                .body("rooms[0].transcript.last_session.session_id", equalTo("s2"))
                .body("rooms[0].transcript.last_session.started_at", equalTo("1990-09-10T11:00:00Z"))
                .body("rooms[0].transcript.last_session.duration", equalTo(9.0f))
                .body("rooms[0].transcript.last_session.state", equalTo("ended"))
                .body("demo_room", equalTo("demo"))
                .body("", not(hasKey("next")));
        String next = when().get(window + "&limit=1")
                .then()
                .body("rooms.room_id", contains(roomId + "-2"))
                .extract()
                .path("next");
        given().urlEncodingEnabled(false)
                .get("/" + next)
                .then()
                .statusCode(200)
                .body("rooms.room_id", contains(roomId + "-1"))
                .body("", not(hasKey("next")));
        when().get("/rooms?running=true").then().statusCode(200).body("rooms.room_id", not(hasItem(roomId + "-1")));
        for (String bad : List.of(
                "limit=0", "limit=1001", "after=x", "running=maybe", "from=noon", "to=%2B999999999-12-31T23:59:59Z")) {
            problem(
                    given().urlEncodingEnabled(false).get("/rooms?" + bad).then(),
                    400,
                    "bad-request",
                    bad.substring(0, bad.indexOf('=')));
        }
    }

    @Test
    void sessionsOfAllRoomsAreListedPageByPage() {
        Instant start = Instant.parse("1991-01-01T00:00:00Z");
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            // More sessions than are kept in memory, among them one of another room.
            RoomTranscript transcript = transcripts.open(roomId + (n == 5 ? "-other" : ""));
            appendSession(transcript, "s" + n, start.plusSeconds(60L * n), "word");
            expected.add(0, "s" + n);
        }
        String window = "sessions?from=1991-01-01T00:00:00Z&to=1991-01-02T00:00:00Z&running=false";
        List<String> listed = new ArrayList<>();
        for (String next = window + "&limit=25"; next != null; ) {
            JsonPath page = given().urlEncodingEnabled(false)
                    .get("/" + next)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            listed.addAll(page.getList("sessions.session_id"));
            next = page.get("next");
        }
        assertThat(listed).isEqualTo(expected);
        when().get("/" + window + "&room=" + roomId + "-other")
                .then()
                .body("sessions", hasSize(1))
                .body("sessions[0].room_id", equalTo(roomId + "-other"))
                .body("sessions[0].state", equalTo("ended"))
                .body("sessions[0].started_at", equalTo("1991-01-01T00:05:00Z"))
                .body("sessions[0].duration", equalTo(9.0f))
                .body("sessions[0].speakers", contains(Map.of("peer_id", "p1", "talk_seconds", 1.5f, "finals", 3)));
        when().delete("/rooms/{room}/transcript?peer=p1", roomId + "-other")
                .then()
                .statusCode(204);
        when().get("/" + window + "&room=" + roomId + "-other")
                .then()
                .body("sessions[0].speakers", hasSize(0))
                .body("sessions[0].finals", equalTo(0));
        append(transcripts.open(roomId), sessionStarted("now", start.plusSeconds(4_000)));
        append(transcripts.open(roomId), overload("now", start.plusSeconds(4_001)));
        when().get("/sessions?running=true&room=" + roomId)
                .then()
                .body("sessions.session_id", contains("now"))
                .body("sessions[0].state", equalTo("running"))
                .body("sessions[0]", not(hasKey("ended_at")))
                .body("sessions[0].gaps", equalTo(1))
                .body("sessions[0].lost_seconds", equalTo(2.5f));
        when().get("/rooms/{room}/transcript/sessions", roomId)
                .then()
                .body("sessions.state", hasItems("ended", "running"))
                .body("sessions[0].speakers[0].talk_seconds", equalTo(1.5f));
        append(transcripts.open(roomId), sessionEnded("now", start.plusSeconds(4_000)));
        for (String bad : List.of("limit=101", "after=x", "running=maybe", "from=noon")) {
            problem(
                    given().urlEncodingEnabled(false).get("/sessions?" + bad).then(),
                    400,
                    "bad-request",
                    bad.substring(0, bad.indexOf('=')));
        }
    }

    private static StreamGap overload(String session, Instant at) {
        return new StreamGap(session, "p1", "t1", 1, 3.5, GapReason.OVERLOAD, at, "lost");
    }

    @Test
    void wordsAreFoundInTranscripts() {
        String word = "word" + roomId.replaceAll("[^a-z0-9]", "");
        append(transcripts.open(roomId), sessionStarted("s1", Instant.parse("2026-09-10T10:00:00Z")));
        for (int i = 1; i <= 3; i++) {
            append(
                    transcripts.open(roomId),
                    finalTranscript("s1", Instant.parse("2026-09-10T10:00:00Z"), i, "the " + word + " " + i));
        }
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> when().get("/search?q={q}", word)
                        .then()
                        .statusCode(200)
                        .body(
                                "hits.passage",
                                contains("the " + word + " 3", "the " + word + " 2", "the " + word + " 1")));
        when().get("/search?limit=1&q={q}", word.substring(0, 20) + "*")
                .then()
                .body("hits[0].room_id", equalTo(roomId))
                .body("hits[0].session_id", equalTo("s1"))
                .body("hits[0].utterance_id", equalTo("s1-3"))
                .body("hits[0].started_at", equalTo("2026-09-10T10:00:03Z"))
                .body("hits[0].matches", contains(Map.of("from", 4, "to", 4 + word.length())))
                .body("next", containsString("after="));
        when().get("/search?to=2026-09-10T10:00:02Z&room={room}&peer=p1&q={q}", roomId, word)
                .then()
                .body("hits.passage", contains("the " + word + " 1"));
        append(transcripts.open(roomId), sessionEnded("s1", Instant.parse("2026-09-10T10:00:00Z")));
        when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
        when().get("/search?q={q}", word).then().statusCode(200).body("hits", hasSize(0));
        for (String bad : List.of("q=", "q=%22", "q=a*", "q=ab&limit=101", "q=ab&after=x", "q=ab&from=noon")) {
            problem(given().urlEncodingEnabled(false).get("/search?" + bad).then(), 400, "bad-request", "");
        }
        problem(when().get("/search").then(), 400, "bad-request", "q");
    }
}
