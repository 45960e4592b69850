package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.LoggedFailures;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses to HEAD, to HTTP/1.0, and to connections on which more than a request arrives. */
@QuarkusTest
class HttpProtocolTest extends RoomTest {
    private RoomTranscript transcript;

    @BeforeEach
    void fill() {
        transcript = transcripts.open(roomId);
        appendSession(transcript, "s0", Instant.parse("2026-09-10T10:00:00Z"), "said");
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/captions.js",
                "/rooms",
                "/rooms/%s/captions",
                "/rooms/%s/transcribe",
                "/rooms/%s/transcript/events",
                "/rooms/%s/transcript/events?partials=maybe",
                "/rooms/%s/transcript/sessions",
                "/rooms/%s/transcript",
                "/rooms/%s/transcript.json",
                "/rooms/%s/transcript.json?limit=1",
                "/rooms/%s/transcript.json?limit=none",
                "/rooms/%s/transcript.vtt",
                "/rooms/%s/transcript.vtt?session=s0",
                "/rooms/%s/transcript.srt?session=unknown",
                "/rooms/missing/transcript.txt",
                "/nothing"
            })
    void headHasTheHeadersOfGetAndNoBody(String route) {
        String path = route.formatted(roomId);
        try (LoggedFailures log = new LoggedFailures()) {
            RawHttpClient.Head expected = headOfGet(path);
            try (RawHttpClient client = new RawHttpClient(service)) {
                RawHttpClient.Head actual = client.send(
                                "HEAD " + path + " HTTP/1.1\nHost: localhost\nConnection: close\n\n")
                        .readHead();
                assertThat(actual.status()).isEqualTo(expected.status());
                assertThat(withoutFraming(actual.headers())).isEqualTo(withoutFraming(expected.headers()));
                assertThat(client.readToEnd()).isEmpty();
            }
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
            assertThat(log.lines()).isEmpty();
        }
    }

    private RawHttpClient.Head headOfGet(String path) {
        try (RawHttpClient client = new RawHttpClient(service)) {
            return client.send("GET " + path + " HTTP/1.1\nHost: localhost\n\n").readHead();
        }
    }

    /** A response to HEAD may leave out the headers that describe how the body is sent; each request has an id of its own. */
    private static Map<String, String> withoutFraming(Map<String, String> headers) {
        Map<String, String> others = new TreeMap<>(headers);
        others.keySet().removeAll(Set.of("content-length", "transfer-encoding", "connection", "date", "x-request-id"));
        return others;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: keep-alive", "Connection: close", "Accept: */*", "Accept-Encoding: gzip"})
    void fileForAnHttp10ClientEnds(String header) {
        String path = "/rooms/" + roomId + "/transcript.json";
        String file = when().get(path).asString();
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head =
                    client.send("GET " + path + " HTTP/1.0\n" + header + "\n\n").readHead();
            assertThat(head.headers())
                    .doesNotContainKey("transfer-encoding")
                    .satisfies(headers -> assertThat(headers.getOrDefault("connection", "close"))
                            .isEqualTo("close"));
            assertThat(client.readToEnd()).isEqualTo(file);
        }
    }

    @Test
    void connectionOfAnHttp10ClientIsKeptAfterAResponseWithALength() {
        String request = "GET /rooms HTTP/1.0\nConnection: keep-alive\n\n";
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head first = client.send(request).readHead();
            assertThat(first.headers()).containsEntry("connection", "keep-alive");
            client.read(Integer.parseInt(first.headers().get("content-length")));
            assertThat(client.send(request).readHead().status()).isEqualTo(200);
        }
    }

    @Test
    void http10ClientReceivesEventsUntilItCloses() {
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head = client.send(
                            "GET /rooms/" + roomId + "/transcript/events?after=0 HTTP/1.0\nConnection: keep-alive\n\n")
                    .readHead();
            assertThat(head.headers()).doesNotContainKey("transfer-encoding").containsEntry("connection", "close");
            assertThat(client.readLine()).isEqualTo(":captions");
            String id = append(transcript, peerJoined("p1"));
            Awaitility.await().atMost(SOON).until(() -> client.readLine().equals("id:" + id));
        }
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\n\n",
                "GET / HTTP/1.1\nHost: localhost\n",
                "POST / HTTP/1.1\nContent-Length: 5\n\nab"
            })
    void whatFollowsARequestForEventsIsIgnored(String further) {
        try (LoggedFailures log = new LoggedFailures()) {
            try (RawHttpClient client = new RawHttpClient(service)) {
                client.send("GET /rooms/" + roomId + "/transcript/events HTTP/1.1\nHost: localhost\n\n" + further)
                        .readHead();
                String id = append(transcript, peerJoined("p1"));
                Awaitility.await().atMost(SOON).until(() -> client.readLine().equals("id:" + id));
                client.send(further);
                String next = append(transcript, peerJoined("p2"));
                Awaitility.await().atMost(SOON).until(() -> client.readLine().equals("id:" + next));
                assertThat(subscribers()).isOne();
            }
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void connectionIsClosedAfterAResponseDuringWhichAnotherRequestArrived() {
        fishjam.orElseThrow().faults().delayAnswers(Duration.ofMillis(300));
        try (LoggedFailures log = new LoggedFailures();
                RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head = client.send("""
                            POST /rooms/missing/transcribe HTTP/1.1
                            Host: localhost
                            Content-Length: 0

                            GET /rooms HTTP/1.1
                            Host: localhost

                            """).readHead();
            assertThat(head.status()).isEqualTo(404);
            assertThat(head.headers()).containsEntry("connection", "close");
            assertThat(client.readToEnd()).contains("room-not-found").doesNotContain("HTTP/1.1");
            assertThat(log.lines()).isEmpty();
        } finally {
            fishjam.orElseThrow().faults().heal();
        }
    }
}
