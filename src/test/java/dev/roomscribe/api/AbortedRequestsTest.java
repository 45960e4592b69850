package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.LoggedFailures;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients that disconnect at any moment of any request leave nothing behind, and nothing in the log. */
@QuarkusTest
class AbortedRequestsTest extends RoomTest {
    /** For example {@code -Daborted-requests=10000}. */
    private static final int COUNT = Integer.getInteger("aborted-requests", 500);

    private static final int WARM_UP = 200;
    private static final int CLIENTS = 12;
    /** Far less than the heap that 500 subscriptions would need. */
    private static final long HEAP_MARGIN_BYTES = 16_000_000;

    @Test
    void abortedRequestsLeaveNothingBehind() throws InterruptedException {
        appendSession(transcripts.open(roomId), "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        abort(WARM_UP, 1);
        stop();
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        Footprint before = Footprint.of(subscribers());
        try (LoggedFailures log = new LoggedFailures()) {
            abort(COUNT, 2);
            stop();
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(Footprint.of(subscribers()))
                            .matches(after -> after.isBackAt(before, HEAP_MARGIN_BYTES), "is back at " + before));
            System.out.printf("%d aborted requests: before %s; after %s%n", COUNT, before, Footprint.of(subscribers()));
            assertThat(log.lines()).isEmpty();
        }
    }

    private void abort(int count, long seed) throws InterruptedException {
        Random random = new Random(seed);
        List<AbortedRequest.Call> calls = calls(roomId);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        Stream.generate(() -> AbortedRequest.random(random, calls))
                .limit(count)
                .forEach(request -> clients.execute(() -> request.send(service)));
        clients.shutdown();
        assertThat(clients.awaitTermination(30, TimeUnit.MINUTES)).isTrue();
    }

    /** Returns requests of every kind that concern a room. */
    static List<AbortedRequest.Call> calls(String roomId) {
        String room = "/rooms/" + roomId;
        return List.of(
                new AbortedRequest.Call("GET", room + "/transcript/events", "text/event-stream"),
                new AbortedRequest.Call("GET", room + "/transcript/events?after=0", "text/event-stream"),
                new AbortedRequest.Call("HEAD", room + "/transcript/events", "text/event-stream"),
                new AbortedRequest.Call("POST", room + "/transcribe", "text/event-stream"),
                new AbortedRequest.Call("POST", room + "/transcribe", "application/json"),
                new AbortedRequest.Call("GET", room + "/transcribe", "application/json"),
                new AbortedRequest.Call("DELETE", room + "/transcribe", "*/*"),
                new AbortedRequest.Call("GET", room + "/transcript.json", "*/*"),
                new AbortedRequest.Call("GET", room + "/transcript", "text/vtt"),
                new AbortedRequest.Call("HEAD", room + "/transcript.vtt", "*/*"),
                new AbortedRequest.Call("GET", room + "/transcript/sessions", "*/*"),
                new AbortedRequest.Call("GET", room + "/captions", "text/html"),
                new AbortedRequest.Call("HEAD", "/", "text/html"),
                new AbortedRequest.Call("GET", "/captions.js", "*/*"),
                new AbortedRequest.Call("GET", "/rooms", "*/*"),
                new AbortedRequest.Call("GET", "/nothing", "*/*"));
    }

    private void stop() {
        RestAssured.when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
    }
}
