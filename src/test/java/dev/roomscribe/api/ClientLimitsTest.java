package dev.roomscribe.api;

import static dev.roomscribe.api.LimitedProfile.PER_ADDRESS;
import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.support.AuditedLines;
import dev.roomscribe.support.Management;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Headers;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What one address may use, over real HTTP behind a trusted proxy: the client of the test. */
@QuarkusTest
@TestProfile(LimitedProfile.class)
class ClientLimitsTest extends RoomTest {
    /** After this time an address may make another request. */
    private static final Duration REFILL = Duration.ofMinutes(1).dividedBy(PER_ADDRESS);

    private ValidatableResponse start(String forwardedFor) {
        return given().header("X-Forwarded-For", forwardedFor)
                .post("/rooms/{room}/transcribe", "missing-" + roomId)
                .then();
    }

    private ValidatableResponse file(String forwardedFor) {
        return given().header("X-Forwarded-For", forwardedFor)
                .get("/rooms/{room}/transcript.txt", roomId)
                .then();
    }

    private static ValidatableResponse webhook(String forwardedFor) {
        return given().header("X-Forwarded-For", forwardedFor)
                .header("x-fishjam-signature-256", "sha256=00")
                .body(new byte[] {1})
                .post("/fishjam/webhooks")
                .then();
    }

    /**
     * Repeats a request of an address that has made none until it is refused. It is served as often as the limit says, and
     * once more for each {@link #REFILL} that passes on a slow machine.
     */
    private static ValidatableResponse repeatUntilRefused(Supplier<ValidatableResponse> request, int expected) {
        long start = System.nanoTime();
        for (int served = 0; ; served++) {
            ValidatableResponse response = request.get();
            if (response.extract().statusCode() != expected) {
                assertThat(served).isGreaterThanOrEqualTo(PER_ADDRESS);
                return response;
            }
            assertThat(served).isLessThan(PER_ADDRESS + (int) ((System.nanoTime() - start) / REFILL.toNanos()));
        }
    }

    private static void isRefused(ValidatableResponse response, String setting) {
        problem(response, 429, "too-many-requests", setting);
        response.header("Retry-After", matchesPattern("[1-9]\\d*"));
    }

    @Test
    void addressThatStartsTooOftenIsToldWhenToTryAgain() {
        start("192.0.2.20")
                .statusCode(404)
                .header("RateLimit-Policy", equalTo("\"starts\";q=3;w=60"))
                .header("RateLimit", matchesPattern("\"starts\";r=2;t=[1-9]\\d*"));
        ValidatableResponse refused = repeatUntilRefused(() -> start("192.0.2.1"), 404);
        isRefused(refused, "roomscribe.limits.starts-per-minute");
        refused.header("RateLimit", matchesPattern("\"starts\";r=0;t=[1-9]\\d*"));
        assertThat(Management.metrics())
                .containsPattern("(?m)^roomscribe_http_requests_limited_total\\{limit=\"starts\"} [1-9]");

        start("192.0.2.2").statusCode(404);
        when().post("/rooms/{room}/transcribe", "missing-" + roomId)
                .then()
                .statusCode(404)
                .header("RateLimit", nullValue());
    }

    @Test
    void addressesThatAClientInventsAreIgnored() {
        AtomicInteger invented = new AtomicInteger();
        isRefused(
                repeatUntilRefused(
                        () -> start("198.51.100." + invented.incrementAndGet() + ", 192.0.2.3, 127.0.0.1"), 404),
                "starts-per-minute");
    }

    @Test
    void addressesOfOneIpv6NetworkCountAsOne() {
        AtomicInteger host = new AtomicInteger();
        isRefused(
                repeatUntilRefused(() -> start("[2001:db8:1:2:ffff::" + host.incrementAndGet() + "]:4711"), 404),
                "starts-per-minute");
        start("2001:db8:1:3::1").statusCode(404);
    }

    @Test
    void addressMayHaveOnlySoManyStreamsUntilItClosesOne() {
        append(transcripts.open(roomId), peerJoined("p1"));
        String request = "GET /rooms/" + roomId
                + "/transcript/events HTTP/1.1\nHost: localhost\nX-Forwarded-For: 192.0.2.4\nConnection: close\n\n";
        List<RawHttpClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                RawHttpClient client = new RawHttpClient(service).send(request);
                open.add(client);
                assertThat(client.readHead().status()).isEqualTo(200);
            }
            try (RawHttpClient refused = new RawHttpClient(service).send(request)) {
                RawHttpClient.Head head = refused.readHead();
                assertThat(head.status()).isEqualTo(429);
                assertThat(head.headers())
                        .containsKey("retry-after")
                        .containsEntry("ratelimit-policy", "\"streams\";q=3;qu=\"concurrent-requests\"")
                        .containsEntry("ratelimit", "\"streams\";r=0");
                assertThat(refused.readToEnd()).contains("too-many-requests", "roomscribe.limits.streams");
            }
            open.remove(0).close();
            Awaitility.await().atMost(SOON).until(() -> {
                try (RawHttpClient again = new RawHttpClient(service).send(request)) {
                    return again.readHead().status() == 200;
                }
            });
        } finally {
            open.forEach(RawHttpClient::close);
        }
    }

    @Test
    void startOfAClientThatMayHaveNoFurtherStreamStartsNothing() {
        EmbeddedRoom room = fishjam.orElseThrow().openRoom(roomId);
        append(transcripts.open(roomId), peerJoined("p1"));
        List<RawHttpClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                open.add(new RawHttpClient(service)
                        .send("GET /rooms/" + roomId
                                + "/transcript/events HTTP/1.1\nHost: localhost\nX-Forwarded-For: 192.0.2.9\n\n"));
                assertThat(open.get(i).readHead().status()).isEqualTo(200);
            }
            isRefused(
                    given().header("X-Forwarded-For", "192.0.2.9")
                            .accept("text/event-stream")
                            .post("/rooms/{room}/transcribe", roomId)
                            .then(),
                    "roomscribe.limits.streams");
            when().get("/rooms/{room}/transcribe", roomId).then().statusCode(404);
            assertThat(room.agents()).isEmpty();
        } finally {
            open.forEach(RawHttpClient::close);
            room.delete();
        }
    }

    @Test
    void responseOfAStartThatStreamsTellsWhatIsLeftOfBothLimits() {
        Headers headers = given().header("X-Forwarded-For", "192.0.2.10")
                .accept("text/event-stream")
                .post("/rooms/{room}/transcribe", "missing-" + roomId)
                .then()
                .statusCode(404)
                .extract()
                .headers();
        assertThat(headers.getValues("RateLimit-Policy"))
                .containsExactlyInAnyOrder("\"streams\";q=3;qu=\"concurrent-requests\"", "\"starts\";q=3;w=60");
        assertThat(headers.getValues("RateLimit"))
                .hasSize(2)
                .anyMatch(left -> left.startsWith("\"streams\";r=2"))
                .anyMatch(left -> left.startsWith("\"starts\";r=2"));
    }

    @Test
    void startForASubscriberThatTheRoomHasNoPlaceForStartsNothing() {
        EmbeddedRoom room = fishjam.orElseThrow().openRoom(roomId);
        append(transcripts.open(roomId), peerJoined("p1"));
        List<RawHttpClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < LimitedProfile.MAX_SUBSCRIBERS; i++) {
                open.add(new RawHttpClient(service)
                        .send("GET /rooms/" + roomId + "/transcript/events HTTP/1.1\nHost: localhost\n\n"));
                assertThat(open.get(i).readHead().status()).isEqualTo(200);
            }
            problem(
                    given().accept("text/event-stream")
                            .post("/rooms/{room}/transcribe", roomId)
                            .then()
                            .header("Retry-After", matchesPattern("[1-9]\\d*")),
                    503,
                    "full",
                    "roomscribe.transcript.max-subscribers");
            when().get("/rooms/{room}/transcribe", roomId).then().statusCode(404);
            assertThat(room.agents()).isEmpty();
        } finally {
            open.forEach(RawHttpClient::close);
            room.delete();
        }
    }

    @Test
    void addressMayReadOnlySoManyFiles() {
        appendSession(transcripts.open(roomId), "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        isRefused(repeatUntilRefused(() -> file("192.0.2.5"), 200), "roomscribe.limits.exports-per-minute");
        file("192.0.2.6").statusCode(200).header("RateLimit-Policy", equalTo("\"exports\";q=3;w=60"));
    }

    @Test
    void addressWhoseWebhooksAreNotSignedIsRefusedAndAudited() {
        try (AuditedLines audit = new AuditedLines()) {
            isRefused(repeatUntilRefused(() -> webhook("192.0.2.7"), 401), "failed-authentications-per-minute");
            // Others at the address of Fishjam, or behind the same proxy, cannot keep its webhooks out.
            byte[] nothing = {};
            given().header("X-Forwarded-For", "192.0.2.7")
                    .header("x-fishjam-signature-256", FishjamWebhook.signature(LimitedProfile.WEBHOOK_SECRET, nothing))
                    .body(nothing)
                    .post("/fishjam/webhooks")
                    .then()
                    .statusCode(204);
            webhook("192.0.2.8").statusCode(401);

            assertThat(audit.of("192.0.2.7"))
                    .hasSizeGreaterThan(PER_ADDRESS)
                    .allSatisfy(
                            line -> assertThat(line.path("outcome").asText()).isEqualTo("refused"))
                    .last()
                    .satisfies(line -> {
                        assertThat(line.path("action").asText()).isEqualTo("request");
                        assertThat(line.path("reason").asText()).isEqualTo("too-many-requests");
                        assertThat(line.path("status").asInt()).isEqualTo(429);
                    });
        }
    }
}
