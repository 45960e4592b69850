package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for Fishjam do not delay other requests. */
@QuarkusTest
class SlowFishjamTest extends RoomTest {
    /** More than the service has worker threads. */
    private static final int STARTS = 260;

    @AfterEach
    void heal() {
        fishjam.orElseThrow().faults().heal();
    }

    @Test
    void fileOfAnotherRoomIsServedWhileManyStartsWaitForFishjam() {
        String other = roomId + "-other";
        appendSession(transcripts.open(other), "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        fishjam.orElseThrow().faults().delayAnswers(Duration.ofHours(1));
        List<RawHttpClient> starts = new ArrayList<>();
        try {
            for (int i = 0; i < STARTS; i++) {
                starts.add(start());
            }
            for (String path : List.of("/transcript.vtt", "/transcript", "/transcript/sessions", "/captions")) {
                when().get("/rooms/" + other + path).then().statusCode(200);
            }
            assertThat(starts).noneMatch(RawHttpClient::hasReceived);
        } finally {
            starts.forEach(RawHttpClient::close);
            fishjam.orElseThrow().faults().heal();
        }
    }

    /** Returns once the service has received the request. */
    private RawHttpClient start() {
        RawHttpClient client = new RawHttpClient(service)
                .send("POST /rooms/" + roomId + "/transcribe HTTP/1.1\nHost: x\nAccept: text/event-stream\n"
                        + "Content-Type: application/json\nContent-Length: 2\nExpect: 100-continue\n\n");
        assertThat(client.readHead().status()).isEqualTo(100);
        return client.send("{}");
    }
}
