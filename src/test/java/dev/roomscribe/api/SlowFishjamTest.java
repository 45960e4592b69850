package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for Fishjam do not delay other requests. */
@QuarkusTest
class SlowFishjamTest extends RoomTest {
    /** More than the service has worker threads. */
    private static final int STARTS = 260;

    /** The default of {@code roomscribe.session.max-unconfirmed}. */
    private static final int MAX_UNCONFIRMED = 100;

    private final List<RawHttpClient> starts = new ArrayList<>();

    @BeforeEach
    void silenceFishjam() {
        fishjam.orElseThrow().faults().delayAnswers(Duration.ofHours(1));
    }

    @AfterEach
    void heal() {
        starts.forEach(RawHttpClient::close);
        fishjam.orElseThrow().faults().heal();
    }

    @Test
    void fileOfAnotherRoomIsServedWhileManyStartsWaitForFishjam() {
        String other = roomId + "-other";
        appendSession(transcripts.open(other), "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        for (int i = 0; i < STARTS; i++) {
            start(roomId, "text/event-stream");
        }
        for (String path : List.of("/transcript.vtt", "/transcript", "/transcript/sessions", "/captions")) {
            when().get("/rooms/" + other + path).then().statusCode(200);
        }
        assertThat(starts).noneMatch(RawHttpClient::hasReceived);
    }

    @Test
    void startIsRefusedWhileTooManyRoomsAreNotConfirmedAndToldWhenToTryAgain() {
        for (int i = 0; i <= MAX_UNCONFIRMED; i++) {
            start(roomId + "-missing-" + i, "application/json");
        }
        RawHttpClient refused = Awaitility.await()
                .atMost(SOON)
                .until(() -> starts.stream().filter(RawHttpClient::hasReceived).findFirst(), Optional::isPresent)
                .orElseThrow();
        RawHttpClient.Head head = refused.readHead();
        assertThat(head.status()).isEqualTo(503);
        assertThat(head.headers()).containsEntry("retry-after", "60");
        assertThat(refused.read(Integer.parseInt(head.headers().get("content-length"))))
                .contains("roomscribe.session.max-unconfirmed");
        assertThat(starts).noneMatch(RawHttpClient::hasReceived);
    }

    /** Returns once the service has received the request. */
    private void start(String startedRoom, String accept) {
        RawHttpClient client = new RawHttpClient(service).send("""
                        POST /rooms/%s/transcribe HTTP/1.1
                        Host: localhost
                        Accept: %s
                        Content-Type: application/json
                        Content-Length: 2
                        Expect: 100-continue

                        """.formatted(startedRoom, accept));
        starts.add(client);
        assertThat(client.readHead().status()).isEqualTo(100);
        client.send("{}");
    }
}
