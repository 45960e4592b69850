package dev.roomscribe.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.Playback;
import dev.roomscribe.fishjam.embedded.Recording;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Transcripts;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP surface as its users meet it: real HTTP, the real engine, and a Fishjam on a real port behind it. */
@QuarkusTest
class HttpSurfaceTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String GREETING = "good morning everyone let us start the meeting";

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @Inject
    Transcripts transcripts;

    @TestHTTPResource
    URI service;

    private EmbeddedRoom room;
    private String roomId;

    @BeforeEach
    void openRoom() {
        room = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
        roomId = room.id();
    }

    @AfterEach
    void closeRoom() {
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
        assertThat(room.agents()).isEmpty();
        room.delete();
    }

    @Test
    void aSessionIsStartedFoundShownListedAndStopped() {
        when().post("/rooms/{room}/transcribe", roomId)
                .then()
                .statusCode(201)
                .header("Location", endsWith("/rooms/" + roomId + "/transcribe"))
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

        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
        assertThat(room.agents()).isEmpty();
        problem(when().get("/rooms/{room}/transcribe", roomId).then(), 404, "not-transcribed", roomId);
        problem(when().post("/rooms/{room}/transcribe/finalize", roomId).then(), 404, "not-transcribed", roomId);
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
    }

    @Test
    void withoutASecretThereIsNoWebhook() {
        problem(
                given().body(new byte[] {1}).post("/fishjam/webhooks").then(),
                404,
                "webhook-not-set-up",
                "set roomscribe.fishjam.webhook-secret");
    }

    @Test
    void aHundredClientsThatStartARoomAtOnceGetOneAgent() {
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
    void oneCallStartsAndStreams() {
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            room.join("Alice", Playback.of(greeting()).thenSilence());
            assertThat(captions.status()).isEqualTo(200);
            assertThat(captions.header("Content-Type")).startsWith("text/event-stream");
            assertThat(captions.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(captions.header("X-Accel-Buffering")).isEqualTo("no");
            CaptionClient.Event settled = captions.await(SOON, "transcript.final");
            assertThat(captions.events().get(0).type()).isEqualTo("session.snapshot");
            assertThat(captions.events("transcript.partial"))
                    .isNotEmpty()
                    .allSatisfy(partial -> assertThat(partial.id()).isNull());
            assertThat(settled.id()).isEqualTo(settled.text("id"));
            assertThat(settled.text("transcript")).isEqualTo(GREETING);
            assertThat(settled.text("speaker")).isEqualTo("Alice");
            assertThat(settled.data().path("words").size()).isEqualTo(8);
            assertThat(settled.data().path("confidence").asDouble()).isBetween(0.5, 1.0);
        }
    }

    @Test
    void theMeetingSoFarCanBeHadInEveryFormatWhileItGoesOn() {
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            room.join("Alice", Playback.of(greeting()).thenSilence());
            captions.await(SOON, "transcript.final");
        }
        String subtitle = "good morning everyone\nlet us start the meeting\n";
        file("vtt", "text/vtt").body(containsString("<v Alice>" + subtitle));
        file("srt", "application/x-subrip").body(containsString("Alice: " + subtitle.replace("\n", "\r\n")));
        file("jsonl", "application/jsonl").body(containsString("\"transcript\":\"" + GREETING + "\""));
        file("txt", "text/plain").body(containsString("] Alice: " + GREETING));
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

    /** By its suffix and, the same, by what is accepted. */
    private ValidatableResponse file(String suffix, String mediaType) {
        String byAccept = given().accept(mediaType)
                .get("/rooms/{room}/transcript", roomId)
                .then()
                .statusCode(200)
                .header("Content-Type", containsString(mediaType))
                .header("Content-Type", containsString("utf-8"))
                .extract()
                .asString();
        return given().accept("text/html")
                .get("/rooms/{room}/transcript." + suffix, roomId)
                .then()
                .statusCode(200)
                .header("Content-Type", containsString(mediaType))
                .body(equalTo(byAccept));
    }

    @Test
    void aReaderThatComesBackMissesNothingAndReadsNothingTwice() {
        RoomTranscript transcript = transcripts.open(roomId);
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> append(transcript, joined("p" + i)))
                .toList();
        try (CaptionClient back = subscribe("", "Last-Event-ID", ids.get(3));
                CaptionClient all = subscribe("?after=0");
                CaptionClient one = subscribe("?after=0&peer=p7&peer=p8")) {
            String live = append(transcript, joined("p8"));
            back.await(SOON, event -> live.equals(event.id()));
            all.await(SOON, event -> live.equals(event.id()));
            one.await(SOON, event -> live.equals(event.id()));
            assertThat(back.events().stream().map(CaptionClient.Event::id))
                    .containsExactlyElementsOf(concat(ids.subList(4, 10), live));
            assertThat(all.events().stream().map(CaptionClient.Event::id)).containsExactlyElementsOf(concat(ids, live));
            assertThat(one.events().stream().map(CaptionClient.Event::id))
                    .containsExactly(ids.get(7), ids.get(8), live);
        }
    }

    @Test
    void anIdThatIsNoneOfOursIsAnsweredWithAGapFirst() {
        String first = append(transcripts.open(roomId), joined("p1"));
        for (String foreign : List.of("1-1", "nonsense", "99999999999999-3")) {
            try (CaptionClient captions = subscribe("", "Last-Event-ID", foreign)) {
                captions.await(SOON, "peer.joined");
                CaptionClient.Event gap = captions.events().get(0);
                assertThat(gap.type()).isEqualTo("stream.gap");
                assertThat(gap.id()).isNull();
                assertThat(gap.text("reason")).isEqualTo("unknown_id");
                assertThat(gap.text("resumes_at")).isEqualTo(first);
            }
        }
    }

    @Test
    void aQuietStreamAnswersAtOnceAndGivesSignsOfLife() {
        append(transcripts.open(roomId), joined("p1"));
        try (CaptionClient captions = subscribe("")) {
            assertThat(captions.status()).isEqualTo(200);
            Awaitility.await().atMost(SOON).until(() -> captions.comments().size() >= 3);
        }
    }

    @Test
    void aReaderOfAByteAtATimeIsCutAndNobodyElseNotices() throws IOException {
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, joined("p0"));
        try (Socket slow = slowReader();
                CaptionClient reader = subscribe("?after=0")) {
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 2);
            leaveBehind(transcript, slow, reader);
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 1);
            assertThat(rest(slow)).as("what it got before it was hung up on").doesNotContain("stream.closing");
            assertThat(reader.events()).hasSize(5_001);
            assertThat(reader.events("stream.gap")).isEmpty();
        }
    }

    /** As a page does that is reloaded before it was answered. */
    @Test
    void aReaderThatIsGoneBeforeItIsAnsweredIsForgotten() throws IOException {
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        append(transcripts.open(roomId), joined("p0"));
        for (int i = 0; i < 300; i++) {
            try (Socket hasty = new Socket(service.getHost(), service.getPort())) {
                hasty.setSoLinger(true, 0);
                hasty.getOutputStream()
                        .write(("GET /rooms/" + roomId + "/transcript/events HTTP/1.1\r\nHost: test\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
        }
        // The last of them may not even have been read yet.
        append(transcripts.open(roomId), joined("p1"));
        Awaitility.await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> subscribers() == 0);
    }

    @Test
    void aReaderThatReadsAgainInTimeIsToldWhyItsStreamEnds() throws IOException {
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, joined("p0"));
        try (Socket slow = slowReader();
                CaptionClient reader = subscribe("?after=0")) {
            leaveBehind(transcript, slow, reader);
            assertThat(rest(slow)).contains("\"reason\":\"slow_subscriber\"").contains("event:stream.closing");
        }
    }

    /**
     * Appends far more than the kernel holds for a reader that takes a byte now and then, at the pace of one that does: at any
     * other, how far the slow one is behind would be chance.
     */
    private static void leaveBehind(RoomTranscript transcript, Socket slow, CaptionClient reader) throws IOException {
        for (int i = 1; i <= 10; i++) {
            slow.getInputStream().read();
            String last = append(transcript, 500);
            reader.await(SOON, event -> last.equals(event.id()));
        }
    }

    private Socket slowReader() throws IOException {
        Socket stuck = new Socket(service.getHost(), service.getPort());
        stuck.getOutputStream()
                .write(("GET /rooms/" + roomId
                                + "/transcript/events HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        stuck.getInputStream().read();
        return stuck;
    }

    /** Appends events that are long enough to fill what the kernel holds for a reader. */
    private static String append(RoomTranscript transcript, int count) {
        String padding = "x".repeat(4_000);
        String last = "";
        for (int i = 0; i < count; i++) {
            last = append(transcript, joined("p" + padding));
        }
        return last;
    }

    private double subscribers() {
        return when().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("roomscribe_transcript_subscribers "))
                .mapToDouble(line -> Double.parseDouble(line.substring("roomscribe_transcript_subscribers ".length())))
                .findFirst()
                .orElseThrow();
    }

    /** Reads until the server has ended the connection, in good order or not; a stream that goes on is a failure. */
    private static String rest(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        Instant deadline = Instant.now().plus(SOON);
        socket.setSoTimeout((int) SOON.toMillis());
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                assertThat(Instant.now()).as("the stream goes on").isBefore(deadline);
            }
        } catch (SocketException hungUp) {
            // As good an end as any.
        }
        return read.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, '{\"foo\": 1}', 400, bad-request, foo",
        "application/json, '{', 400, bad-request, JSON",
        "application/json, '[]', 400, bad-request, JSON",
        "application/json, '{\"partials\": \"perhaps\"}', 400, bad-request, JSON",
        "application/json, '{\"peers\": \"Ana\"}', 400, bad-request, JSON",
        "application/json, '{\"announcement\": true}', 400, bad-request, roomscribe.announcement",
        "application/json, '{\"peers\": []}', 400, bad-request, names nobody",
        "application/json, '{\"peers\": [\"\"]}', 400, bad-request, blank",
        "application/json, '{\"peers\": [\"p1\", \" \"]}', 400, bad-request, blank",
        "application/json, '{\"peers\": [null]}', 400, bad-request, blank",
        "application/json, '{\"webhook_url\": 5}', 400, bad-request, https://",
        "application/json, '{\"webhook_url\": \"ftp://example.com/\"}', 400, bad-request, https://",
        "application/json, '{\"webhook_url\": \"https://a:b@example.com/\"}', 400, bad-request, password",
        "text/plain, hello, 415, unsupported-media-type, application/json",
    })
    void aBodyThatIsNotUnderstoodIsRefusedAndStartsNothing(
            String type, String body, int status, String problem, String named) {
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
    void aBodyThatIsTooLargeIsRefusedAndStartsNothing() {
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
    void otherOptionsForARunningSessionAreAConflict() {
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
    void aStartThatNamesPeersHearsThemAlone() {
        String ana = room.join("Ana").id();
        String bob = room.join("Bob").id();
        startHearing(List.of(ana, bob, ana))
                .statusCode(201)
                .body("options.peers", contains(ana, bob))
                .body("peers.name", contains("Ana", "Bob"));
        startHearing(List.of(bob, ana)).statusCode(200);
        problem(startHearing(List.of(ana)), 409, "options-differ", roomId);
        problem(when().post("/rooms/{room}/transcribe", roomId).then(), 409, "options-differ", roomId);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void aStartThatNamesNobodyHearsEverybodyAndSaysNoMore() {
        when().post("/rooms/{room}/transcribe", roomId).then().statusCode(201).body("options", not(hasKey("peers")));
    }

    @Test
    void aStartThatNamesSomebodyElseIsRefusedAndStartsNothing() {
        problem(startHearing(List.of("nobody")), 404, "peer-not-found", "nobody");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void aHundredPeersMayBeNamedByIdsAsLongAsFishjamsAre() {
        problem(startHearing(peers(100)), 404, "peer-not-found", "p0");
        problem(startHearing(peers(101)), 400, "bad-request", "101");
        problem(startHearing(List.of("x".repeat(256))), 404, "peer-not-found", "xxx");
        problem(startHearing(List.of("x".repeat(257))), 400, "bad-request", "256");
        assertThat(room.agents()).isEmpty();
    }

    private ValidatableResponse startHearing(List<String> peers) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("peers", peers))
                .post("/rooms/{room}/transcribe", roomId)
                .then();
    }

    private static List<String> peers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "p" + i).toList();
    }

    @Test
    void anUnknownRoomIsNamedHoweverItIsAskedFor() {
        problem(when().post("/rooms/nobodys/transcribe").then(), 404, "room-not-found", "nobodys");
        problem(
                given().accept("text/event-stream")
                        .post("/rooms/nobodys/transcribe")
                        .then(),
                404,
                "room-not-found",
                "nobodys");
        problem(when().get("/rooms/nobodys/transcribe").then(), 404, "not-transcribed", "nobodys");
        problem(when().get("/rooms/nobodys/transcript.vtt").then(), 404, "not-transcribed", "nobodys");
        problem(
                given().accept("text/event-stream")
                        .get("/rooms/nobodys/transcript/events")
                        .then(),
                404,
                "not-transcribed",
                "nobodys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%2Fb", "a%00b", "%0a", "a%5Cb"})
    void anIdThatIsNoIdIsABadRequest(String id) {
        problem(
                given().urlEncodingEnabled(false)
                        .post("/rooms/" + id + "/transcribe")
                        .then(),
                400,
                "bad-request",
                "room id");
    }

    @Test
    void anIdMayBeAsLongAsFishjamsAreAndNoLonger() {
        problem(when().post("/rooms/" + "x".repeat(256) + "/transcribe").then(), 404, "room-not-found", "xxx");
        problem(when().post("/rooms/" + "x".repeat(257) + "/transcribe").then(), 400, "bad-request", "256");
    }

    @Test
    void aStartMaySayHowLongPeoplePause() {
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
    void aStartMayNameAUrlThatEverythingKeptIsPostedTo() {
        Vertx vertx = Vertx.vertx();
        try (WebhookReceiver receiver = new WebhookReceiver(vertx)) {
            String url = receiver.url("/hook/t0ken?key=t0ken");
            room.join("Alice", Playback.of(greeting()).thenSilence());
            startPosting(url)
                    .statusCode(201)
                    .body("options.webhook_url", equalTo(receiver.url("")))
                    .body("webhook.given_up", equalTo(0));
            startPosting(url).statusCode(200);
            problem(startPosting(receiver.url("/another")), 409, "options-differ", roomId);
            problem(when().post("/rooms/{room}/transcribe", roomId).then(), 409, "options-differ", roomId);
            Awaitility.await().atMost(SOON).untilAsserted(() -> when().get("/rooms/{room}/transcribe", roomId)
                    .then()
                    .body("webhook.delivered", equalTo(3))
                    .body(not(containsString("t0ken"))));
            when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
            Awaitility.await().atMost(SOON).until(() -> receiver.taken().size() == 4);

            assertThat(receiver.takenTypes())
                    .containsExactly("session.started", "peer.joined", "transcript.final", "session.ended");
            assertThat(receiver.taken().get(2).json().path("transcript").asText())
                    .isEqualTo(GREETING);
            assertThat(receiver.taken()).allSatisfy(posted -> {
                assertThat(posted.isSignedWith(WebhookReceiver.SECRET)).isTrue();
                assertThat(posted.target()).isEqualTo("/hook/t0ken?key=t0ken");
            });
            String metrics = when().get("/q/metrics").asString();
            assertThat(metrics)
                    .contains("roomscribe_webhook_events_delivered_total ", "roomscribe_webhook_failing_seconds ")
                    .doesNotContain("t0ken");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private ValidatableResponse startPosting(String url) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("webhook_url", url))
                .post("/rooms/{room}/transcribe", roomId)
                .then();
    }

    @Test
    void anythingElseIsAProblemInPlainWordsToo() {
        problem(when().get("/nothing").then(), 404, "no-such-path", "swagger-ui");
        problem(when().get("/rooms/x/transcript.pdf").then(), 404, "no-such-path", "swagger-ui");
        problem(when().put("/rooms").then(), 405, "method-not-allowed", "swagger-ui");
        append(transcripts.open(roomId), joined("p1"));
        problem(
                when().get("/rooms/{room}/transcript/events?after=yesterday", roomId)
                        .then(),
                400,
                "bad-request",
                "after");
        problem(
                when().get("/rooms/{room}/transcript/events?partials=maybe", roomId)
                        .then(),
                400,
                "bad-request",
                "partials");
    }

    // A room's past

    @Test
    void sessionsOfARoomAreListedAndHadByIdAndByTime() {
        RoomTranscript transcript = transcripts.open(roomId);
        say(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "first meeting");
        say(transcript, "s2", Instant.parse("2026-09-11T10:00:00Z"), "second meeting");
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
                        [24:00:01] p1: second meeting 1
                        """));
        problem(
                when().get("/rooms/{room}/transcript.txt?session=s3", roomId).then(),
                404,
                "session-not-found",
                "/transcript/sessions");
        problem(when().get("/rooms/{room}/transcript.txt?from=noon", roomId).then(), 400, "bad-request", "from");
    }

    private ValidatableResponse text(String query) {
        return when().get("/rooms/{room}/transcript.txt" + query, roomId).then().statusCode(200);
    }

    @Test
    void jsonComesInPagesThatLeadToEachOther() {
        RoomTranscript transcript = transcripts.open(roomId);
        say(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        String next = when().get("/rooms/{room}/transcript.json?limit=2", roomId)
                .then()
                .statusCode(200)
                .body("utterances.transcript", contains("said 1", "said 2"))
                .extract()
                .path("next");
        // Whoever turns pages stays in the session, though another may begin.
        say(transcript, "s2", Instant.parse("2026-09-11T10:00:00Z"), "later");
        given().urlEncodingEnabled(false)
                .get(next)
                .then()
                .statusCode(200)
                .body("utterances.transcript", contains("said 3"))
                .body("", not(hasKey("next")));
        for (String bad : List.of("limit=0", "limit=1001", "limit=x", "limit=1&after=x")) {
            problem(when().get("/rooms/{room}/transcript.json?" + bad, roomId).then(), 400, "bad-request", "must be");
        }
        problem(when().get("/rooms/{room}/transcript.vtt?limit=1", roomId).then(), 400, "bad-request", "JSON");
    }

    @Test
    void aFileThatHasNotChangedIsNotSentAgain() {
        RoomTranscript transcript = transcripts.open(roomId);
        say(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
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
        append(transcript, joined("p2"));
        given().header("If-None-Match", tag)
                .get("/rooms/{room}/transcript.vtt", roomId)
                .then()
                .statusCode(200);
    }

    @Test
    void filesAndPagesAreCompressedForThoseWhoReadThatAndCaptionsForNobody() throws Exception {
        RoomTranscript transcript = transcripts.open(roomId);
        say(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        for (String path : List.of(
                "/rooms/" + roomId + "/transcript",
                "/rooms/" + roomId + "/transcript.json",
                "/rooms/" + roomId + "/transcript.vtt",
                "/rooms/" + roomId + "/captions",
                "/captions.js")) {
            HttpResponse<byte[]> compressed = fetch(path, "gzip", HttpResponse.BodyHandlers.ofByteArray());
            assertThat(compressed.headers().firstValue("Content-Encoding"))
                    .as(path)
                    .contains("gzip");
            assertThat(compressed.headers().allValues("Vary")).as(path).contains("Accept-Encoding");
            HttpResponse<byte[]> plain = fetch(path, "identity", HttpResponse.BodyHandlers.ofByteArray());
            assertThat(plain.headers().firstValue("Content-Encoding")).as(path).isEmpty();
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
                assertThat(unpacked.readAllBytes()).as(path).isEqualTo(plain.body());
            }
        }
        HttpResponse<InputStream> captions =
                fetch("/rooms/" + roomId + "/transcript/events", "gzip", HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = captions.body()) {
            assertThat(captions.headers().firstValue("Content-Encoding").orElse("identity"))
                    .isEqualTo("identity");
            assertThat(stream.read()).isEqualTo(':');
        }
    }

    private <T> HttpResponse<T> fetch(String path, String encoding, HttpResponse.BodyHandler<T> body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("Accept-Encoding", encoding)
                .build();
        return HttpClient.newHttpClient().send(request, body);
    }

    @Test
    void aLongMeetingIsSentWhole() {
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, started("s1", Instant.EPOCH));
        for (int i = 1; i <= 3_000; i++) {
            var unused = transcript.append(said("s1", Instant.EPOCH, i, "word ".repeat(50) + i));
        }
        append(transcript, ended("s1", Instant.EPOCH));
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
    void aTranscriptIsForgottenButNotWhileTheRoomIsTranscribed() {
        when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
        RoomTranscript transcript = transcripts.open(roomId);
        String old = append(transcript, started("s1", Instant.EPOCH));
        problem(
                when().delete("/rooms/{room}/transcript", roomId).then(),
                409,
                "in-session",
                "DELETE /rooms/" + roomId + "/transcribe");
        append(transcript, ended("s1", Instant.EPOCH));
        try (CaptionClient captions = subscribe("")) {
            captions.await(SOON, "session.snapshot");
            when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
            assertThat(captions.await(SOON, "stream.closing").text("reason")).contains("deleted");
        }
        problem(when().get("/rooms/{room}/transcript.txt", roomId).then(), 404, "not-transcribed", roomId);
        when().delete("/rooms/{room}/transcript", roomId).then().statusCode(204);
        append(transcript, joined("p1"));
        try (CaptionClient captions = subscribe("", "Last-Event-ID", old)) {
            assertThat(captions.await(SOON, "stream.gap").text("reason")).isEqualTo("unknown_id");
        }
    }

    private static void say(RoomTranscript transcript, String session, Instant start, String text) {
        append(transcript, started(session, start));
        for (int i = 1; i <= 3; i++) {
            append(transcript, said(session, start, i, text + " " + i));
        }
        append(transcript, ended(session, start));
    }

    private static SessionStarted started(String session, Instant start) {
        return new SessionStarted(session, start, "agent", "model", null);
    }

    private static FinalTranscript said(String session, Instant start, int second, String text) {
        return new FinalTranscript(
                session,
                "p1",
                "t1",
                null,
                session + "-" + second,
                1,
                text,
                null,
                List.of(),
                second,
                second + 0.5,
                start.plusSeconds(second),
                null,
                "model",
                EndReason.ENDPOINT);
    }

    private static SessionEnded ended(String session, Instant start) {
        return new SessionEnded(session, 9, start.plusSeconds(9), SessionEndReason.STOPPED, null);
    }

    @Test
    void operatorsSeeWhatIsGoingOn() {
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            room.join("Alice", Playback.of(greeting()).thenSilence());
            captions.await(SOON, "transcript.final");
            String metrics =
                    when().get("/q/metrics").then().statusCode(200).extract().asString();
            for (String meter : List.of(
                    "roomscribe_sessions_active ",
                    "roomscribe_recognition_streams_active ",
                    "roomscribe_recognition_capacity_streams ",
                    "roomscribe_recognition_audio_seconds_total ",
                    "roomscribe_recognition_cpu_seconds_total ",
                    "roomscribe_recognition_queue_delay_seconds_count ",
                    "roomscribe_transcript_final_latency_seconds_count ",
                    "roomscribe_transcript_finals_total ",
                    "roomscribe_transcript_partials_total ",
                    "roomscribe_transcript_subscribers ")) {
                double value = metrics.lines()
                        .filter(line -> line.startsWith(meter))
                        .mapToDouble(line -> Double.parseDouble(line.substring(meter.length())))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(meter + "is missing"));
                assertThat(value).as(meter).isPositive();
            }
            assertThat(metrics)
                    .contains("\nroomscribe_load ")
                    .contains("\nroomscribe_lag_seconds ")
                    .contains("\nroomscribe_queue_seconds ")
                    .contains("\nroomscribe_worker_memory_bytes ")
                    .contains("\nroomscribe_worker_ends_total{why=\"crashed\"} ");
        }
        when().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'transcription' }.data.model", equalTo("roomscribe-demo-en-1"));
        when().get("/q/health/live").then().statusCode(200);
        when().get("/q/swagger-ui/").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"/, 'none'", "/rooms/anybodys/captions, 'self'"})
    void aPageMayLoadItsOwnAndAskThisServiceAlone(String path, String frames) {
        String policy = when().get(path)
                .then()
                .statusCode(200)
                .contentType("text/html;charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .extract()
                .header("Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none';")
                .doesNotContain("unsafe", "*", "http")
                .endsWith("frame-ancestors '" + frames.replace("'", "") + "'");
        String script = path.length() > 1 ? "/page/captions.js" : "/page/rooms.js";
        assertThat(when().get(path).asString()).contains(script.substring(1));
        when().get(script)
                .then()
                .statusCode(200)
                .contentType(containsString("text/javascript"))
                .header("Cache-Control", "no-cache");
    }

    /** What the document says there is, there is: no path of it is unknown, no method of it is not allowed. */
    @Test
    void everyDocumentedOperationIsServed() throws IOException {
        byte[] document =
                when().get("/q/openapi").then().statusCode(200).extract().asByteArray();
        JsonNode paths = new YAMLMapper().readTree(document).path("paths");
        assertThat(paths.size()).isEqualTo(11);
        paths.properties().forEach(path -> path.getValue().properties().stream()
                .map(operation -> operation.getKey())
                .filter(method -> List.of("get", "post", "delete").contains(method))
                .forEach(method -> {
                    String answer = given().request(
                                    method,
                                    path.getKey().replace("{roomId}", "nobodys").replace("{suffix}", "vtt"))
                            .asString();
                    assertThat(answer).as(method + " " + path.getKey()).doesNotContain("no-such-path", "not-allowed");
                }));
    }

    private static void problem(ValidatableResponse response, int status, String type, String named) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:roomscribe:problem:" + type))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", containsString(named));
    }

    private CaptionClient subscribe(String query, String... headers) {
        return CaptionClient.subscribe(service, "/rooms/" + roomId + "/transcript/events" + query, headers);
    }

    private static String append(RoomTranscript transcript, DurableEvent event) {
        return transcript.append(event).toCompletableFuture().join().toString();
    }

    private static PeerJoined joined(String peerId) {
        return new PeerJoined("s1", peerId, null, null, 0, Instant.EPOCH);
    }

    private static List<String> concat(List<String> ids, String last) {
        return java.util.stream.Stream.concat(ids.stream(), java.util.stream.Stream.of(last))
                .toList();
    }

    /** Alice's first sentence. */
    private static Recording greeting() {
        short[] samples = Arrays.copyOf(Recordings.demo("alice"), 4 * 16_000);
        return Sounds.recording(samples);
    }
}
