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
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Management;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Transcript files, the list of sessions, and erasure. */
@QuarkusTest
class TranscriptResourceTest extends RoomTest {
    @Inject
    FileThreads files;

    @Test
    void servesTheRunningSessionInEveryFormat() {
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            room.join("Alice", Playback.of(greeting()).thenSilence());
            captions.await(SOON, "transcript.final");
        }
        String subtitle = "Good morning everyone\nlet us start the meeting.\n";
        file("vtt", "text/vtt").body(containsString("<v Alice>" + subtitle));
        file("srt", "application/x-subrip").body(containsString("Alice: " + subtitle.replace("\n", "\r\n")));
        file("jsonl", "application/jsonl").body(containsString("\"transcript\":\"" + GREETING + "\""));
        file("txt", "text/plain").body(containsString("] Alice: Good morning everyone let us start the meeting.\n"));
        file("txt", "text/plain", "?text=engine").body(containsString("] Alice: " + GREETING + "\n"));
        file("html", "text/html")
                .body(containsString("<bdi>Alice</bdi>"))
                .header("Content-Disposition", startsWith("inline; filename=\"" + roomId + "_20"))
                .header("Content-Security-Policy", startsWith("default-src 'none'; style-src 'sha256-"))
                .header("Referrer-Policy", "no-referrer");
        file("verbose.json", "application/vnd.roomscribe.verbose+json")
                .header("Content-Disposition", endsWith("Z.verbose.json"))
                .body(containsString("\"speaker\":\"Alice\""));
        file("json", "application/json")
                .body("utterances", hasSize(1))
                .body("utterances[0].transcript", equalTo(GREETING))
                .body("peers[0].name", equalTo("Alice"));
        problem(
                given().accept("image/png")
                        .get("/rooms/{room}/transcript", roomId)
                        .then(),
                406,
                "not-acceptable",
                "text/vtt");
    }

    private ValidatableResponse file(String suffix, String mediaType) {
        return file(suffix, mediaType, "");
    }

    /** Requests a file by its suffix and checks that the Accept header selects the same one. */
    private ValidatableResponse file(String suffix, String mediaType, String query) {
        String byAccept = given().accept(mediaType)
                .get("/rooms/{room}/transcript" + query, roomId)
                .then()
                .statusCode(200)
                .header("Content-Type", containsString(mediaType))
                .header("Content-Type", containsString("utf-8"))
                .extract()
                .asString();
        return given().accept("image/png")
                .get("/rooms/{room}/transcript." + suffix + query, roomId)
                .then()
                .statusCode(200)
                .header("Content-Type", containsString(mediaType))
                .header("Content-Disposition", containsString(suffix.equals("html") ? "inline; " : "attachment; "))
                .body(equalTo(byAccept));
    }

    @Test
    void sessionsAreListedAndSelectedByIdAndByTime() {
        RoomTranscript transcript = transcripts.open(roomId);
        appendSession(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "first meeting");
        appendSession(transcript, "s2", Instant.parse("2026-09-11T10:00:00Z"), "second meeting");
        when().get("/rooms/{room}/transcript/sessions", roomId)
                .then()
                .statusCode(200)
                .body("room_id", equalTo(roomId))
                .body("sessions.session_id", contains("s1", "s2"))
                .body("sessions[0].started_at", equalTo("2026-09-10T10:00:00Z"))
                .body("sessions[0].reason", equalTo("stopped"))
                .body("sessions[0].finals", equalTo(3))
                .body("sessions[0].beginning_lost", equalTo(false));
        text("?session=s1").body(containsString("first meeting 3")).body(not(containsString("second")));
        text("").body(containsString("second meeting 1")).body(not(containsString("first")));
        text("?from=2026-09-10T10:00:02Z&to=2026-09-11T10:00:02Z").body(equalTo("""
                        [00:00:02] p1: first meeting 2
                        [00:00:03] p1: first meeting 3
                        [00:00:09] (not transcribed for 23 h 59 min)
                        [24:00:01] p1: second meeting 1
                        """));
        // A plus is a space in a query; clients often forget to encode it.
        for (String plus : List.of("+", "%2B", "%20")) {
            text("?from=2026-09-10T12:00:02" + plus + "02:00&to=2026-09-10T15:30:03" + plus + "05:30")
                    .body(equalTo("[00:00:02] p1: first meeting 2\n"));
        }
        problemOf(
                when().get("/rooms/{room}/transcript.txt?session=s3", roomId).then(),
                404,
                "parameter",
                "session",
                "/transcript/sessions");
        for (String time : List.of("noon", "2026-09-10%2010:00:00Z", "2026-09-10T10:00:00")) {
            problemOf(
                    given().urlEncodingEnabled(false)
                            .get("/rooms/" + roomId + "/transcript.txt?to=" + time)
                            .then(),
                    400,
                    "parameter",
                    "to",
                    "time");
        }
        problemOf(
                when().get("/rooms/{room}/transcript.txt?text=raw", roomId).then(), 400, "parameter", "text", "engine");
        when().head("/rooms/{room}/transcript.txt?session=s2", roomId)
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString("_2026-09-11T10-00-00Z.txt\""));
    }

    private ValidatableResponse text(String query) {
        return given().urlEncodingEnabled(false)
                .get("/rooms/" + roomId + "/transcript.txt" + query)
                .then()
                .statusCode(200);
    }

    @Test
    void unchangedFileIsNotSentAgain() {
        RoomTranscript transcript = transcripts.open(roomId);
        appendSession(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        String tag = when().get("/rooms/{room}/transcript.vtt", roomId).header("ETag");
        given().header("If-None-Match", tag)
                .get("/rooms/{room}/transcript.vtt", roomId)
                .then()
                .statusCode(304)
                .header("ETag", tag);
        given().header("If-None-Match", tag)
                .get("/rooms/{room}/transcript.srt", roomId)
                .then()
                .statusCode(200);
        append(transcript, sessionStarted("s2", Instant.parse("2026-09-10T11:00:00Z")));
        given().header("If-None-Match", tag)
                .get("/rooms/{room}/transcript.vtt", roomId)
                .then()
                .statusCode(200);
    }

    @Test
    void longTranscriptIsSentCompletely() {
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, sessionStarted("s1", Instant.EPOCH));
        for (int i = 1; i <= 3_000; i++) {
            var unused = transcript.append(finalTranscript("s1", Instant.EPOCH, i, "word ".repeat(50) + i));
        }
        append(transcript, sessionEnded("s1", Instant.EPOCH));
        List<String> lines = text("").extract().asString().lines().toList();
        assertThat(lines).hasSize(3_000);
        assertThat(lines.get(2_999)).endsWith("word 3000");
        assertThat(when().get("/rooms/{room}/transcript.json", roomId)
                        .then()
                        .statusCode(200)
                        .extract()
                        .<List<String>>path("utterances.transcript"))
                .hasSize(3_000);
    }

    @Test
    void healthAndMetricsDoNotWaitForFiles() throws Exception {
        appendSession(transcripts.open(roomId), "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<String> file;
        try {
            for (int i = 0; i < FileThreads.THREADS; i++) {
                files.execute(() -> {
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            file = CompletableFuture.supplyAsync(() -> text("").extract().asString());
            // The first decoder may not have started yet.
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> Management.get("/q/health/ready").statusCode() == 200);
            assertThat(Management.metrics()).contains("roomscribe_");
            assertThat(file).isNotDone();
        } finally {
            released.countDown();
        }
        assertThat(file.get(SOON.toSeconds(), TimeUnit.SECONDS)).contains("said 3");
    }

    @Test
    void theWordsOfOnePeerAreErasedAlsoWhileTheRoomIsBeingTranscribed() {
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, sessionStarted("s1", Instant.EPOCH));
        append(transcript, finalTranscript("s1", Instant.EPOCH, 1, "secret"));
        String tag = when().get("/rooms/{room}/transcript.txt", roomId)
                .then()
                .body(containsString("secret"))
                .extract()
                .header("ETag");
        try (CaptionClient captions = subscribe("")) {
            captions.await(SOON, "session.snapshot");
            when().delete("/rooms/{room}/transcript?peer=p1", roomId).then().statusCode(204);
            CaptionClient.Event notice = captions.await(SOON, "transcript.erased");
            assertThat(notice.text("peer_id")).isEqualTo("p1");
            assertThat(notice.id()).isNull();
        }
        given().header("If-None-Match", tag)
                .get("/rooms/{room}/transcript.txt", roomId)
                .then()
                .statusCode(200)
                .body(not(containsString("secret")));
        when().get("/rooms/{room}/transcript.jsonl", roomId)
                .then()
                .body(containsString("\"type\":\"transcript.erased\""))
                .body(not(containsString("secret")));
        try (CaptionClient captions = subscribe("?after=0")) {
            CaptionClient.Event erased = captions.await(SOON, "transcript.erased");
            assertThat(erased.text("session_id")).isEqualTo("s1");
            assertThat(erased.id()).isNotNull();
        }
        for (String mistake :
                List.of("peer=", "peer", "peer=%20", "peers=p1", "peer=p1&peer=p2", "peer=p1&session=s1")) {
            problem(
                    given().urlEncodingEnabled(false)
                            .delete("/rooms/" + roomId + "/transcript?" + mistake)
                            .then(),
                    400,
                    "bad-request",
                    "peer");
        }
        when().delete("/rooms/{room}/transcript?peer=p1", "missing-" + roomId)
                .then()
                .statusCode(204);
    }

    @Test
    void transcriptIsErasedUnlessTheRoomIsBeingTranscribed() {
        when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
        RoomTranscript transcript = transcripts.open(roomId);
        String old = append(transcript, sessionStarted("s1", Instant.EPOCH));
        problem(
                when().delete("/rooms/{room}/transcript", roomId).then(),
                409,
                "in-session",
                "DELETE …/rooms/" + roomId + "/transcribe");
        append(transcript, sessionEnded("s1", Instant.EPOCH));
        try (CaptionClient captions = subscribe("")) {
            captions.await(SOON, "session.snapshot");
            when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
            assertThat(captions.await(SOON, "stream.closing").text("reason")).contains("deleted");
        }
        problem(when().get("/rooms/{room}/transcript.txt", roomId).then(), 404, "not-transcribed", roomId);
        when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
        append(transcript, sessionStarted("s2", Instant.EPOCH));
        try (CaptionClient captions = subscribe("", "Last-Event-ID", old)) {
            assertThat(captions.await(SOON, "stream.gap").text("reason")).isEqualTo("unknown_id");
        }
    }
}
