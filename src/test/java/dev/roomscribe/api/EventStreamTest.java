package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The event stream: resuming, heartbeats, slow clients and clients that disconnect. */
@QuarkusTest
class EventStreamTest extends RoomTest {
    @Test
    void resumedStreamDeliversEveryEventExactlyOnce() {
        RoomTranscript transcript = transcripts.open(roomId);
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> append(transcript, peerJoined("p" + i)))
                .toList();
        try (CaptionClient resumed = subscribe("", "Last-Event-ID", ids.get(3));
                CaptionClient all = subscribe("?after=0");
                CaptionClient filtered = subscribe("?after=0&peer=p7&peer=p8")) {
            String live = append(transcript, peerJoined("p8"));
            resumed.await(SOON, event -> live.equals(event.id()));
            all.await(SOON, event -> live.equals(event.id()));
            filtered.await(SOON, event -> live.equals(event.id()));
            assertThat(resumed.events().stream().map(CaptionClient.Event::id))
                    .containsExactlyElementsOf(concat(ids.subList(4, 10), live));
            assertThat(all.events().stream().map(CaptionClient.Event::id)).containsExactlyElementsOf(concat(ids, live));
            assertThat(filtered.events().stream().map(CaptionClient.Event::id))
                    .containsExactly(ids.get(7), ids.get(8), live);
        }
    }

    /** As event-source-polyfill does, which keeps the query of the URL that it was opened with. */
    @Test
    void lastEventIdInTheQueryResumesLikeTheHeader() {
        RoomTranscript transcript = transcripts.open(roomId);
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> append(transcript, peerJoined("p" + i)))
                .toList();
        assertThat(received("?lastEventId=" + ids.get(3), ids.get(9))).containsExactlyElementsOf(ids.subList(4, 10));
        assertThat(received("?after=0&lastEventId=" + ids.get(5), ids.get(9)))
                .containsExactlyElementsOf(ids.subList(6, 10));
        assertThat(received("?after=0&lastEventId=", ids.get(9))).containsExactlyElementsOf(ids);
        assertThat(received("?after=yesterday&lastEventId=" + ids.get(3), ids.get(9), "Last-Event-ID", ids.get(7)))
                .containsExactly(ids.get(8), ids.get(9));
        try (CaptionClient captions = subscribe("?lastEventId=nonsense")) {
            assertThat(captions.await(SOON, "stream.gap").text("reason")).isEqualTo("unknown_id");
        }
    }

    private List<String> received(String query, String last, String... headers) {
        try (CaptionClient captions = subscribe(query, headers)) {
            captions.await(SOON, event -> last.equals(event.id()));
            return captions.events().stream().map(CaptionClient.Event::id).toList();
        }
    }

    @Test
    void unknownEventIdStartsTheStreamWithAGap() {
        String first = append(transcripts.open(roomId), peerJoined("p1"));
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
    void quietStreamSendsHeadersAtOnceAndThenHeartbeats() {
        append(transcripts.open(roomId), peerJoined("p1"));
        try (CaptionClient captions = subscribe("")) {
            assertThat(captions.status()).isEqualTo(200);
            Awaitility.await().atMost(SOON).until(() -> captions.comments().size() >= 3);
        }
    }

    @Test
    void slowSubscriberIsDisconnectedWithoutAffectingOthers() throws IOException {
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, peerJoined("p0"));
        try (Socket slow = openSlowStream();
                CaptionClient other = subscribe("?after=0")) {
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 2);
            fallBehind(transcript, slow, other);
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 1);
            assertThat(readToEnd(slow))
                    .as("received before the connection was closed")
                    .doesNotContain("stream.closing");
            assertThat(other.events()).hasSize(5_001);
            assertThat(other.events("stream.gap")).isEmpty();
        }
    }

    @Test
    void clientThatDisconnectsBeforeTheResponseLeavesNoSubscription() throws IOException {
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        append(transcripts.open(roomId), peerJoined("p0"));
        for (int i = 0; i < 300; i++) {
            try (Socket client = new Socket(service.getHost(), service.getPort())) {
                client.setSoLinger(true, 0);
                client.getOutputStream()
                        .write(("GET /rooms/" + roomId + "/transcript/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
        }
        // The service may not have read the last request yet.
        append(transcripts.open(roomId), peerJoined("p1"));
        Awaitility.await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> subscribers() == 0);
    }

    @Test
    void subscriberBeyondTheLimitReceivesAProblem() {
        RoomTranscript transcript = transcripts.open(roomId);
        append(transcript, peerJoined("p0"));
        List<Subscription> open = new ArrayList<>();
        assertThatExceptionOfType(TooManySubscribersException.class).isThrownBy(() -> {
            while (true) {
                open.add(transcript.subscribe(new SubscriptionRequest(null, true, Set.of())));
            }
        });
        problem(when().get("/rooms/{room}/transcript/events", roomId).then(), 503, "full", roomId);
        open.forEach(Subscription::close);
    }

    @Test
    void invalidParametersAreBadRequests() {
        append(transcripts.open(roomId), peerJoined("p1"));
        problemOf(
                when().get("/rooms/{room}/transcript/events?after=yesterday", roomId)
                        .then(),
                400,
                "parameter",
                "after",
                "after must be");
        problemOf(
                when().get("/rooms/{room}/transcript/events?partials=maybe", roomId)
                        .then(),
                400,
                "parameter",
                "partials",
                "true or false");
    }

    /**
     * Appends far more than the socket buffers hold while the slow client reads one byte at a time. Waits for the other
     * client to receive every batch: otherwise the lag of the slow client would depend on timing.
     */
    private static void fallBehind(RoomTranscript transcript, Socket slow, CaptionClient other) throws IOException {
        for (int i = 1; i <= 10; i++) {
            slow.getInputStream().read();
            String last = appendLarge(transcript, 500);
            other.await(SOON, event -> last.equals(event.id()));
        }
    }

    private Socket openSlowStream() throws IOException {
        Socket client = new Socket(service.getHost(), service.getPort());
        client.getOutputStream()
                .write(("GET /rooms/" + roomId
                                + "/transcript/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        client.getInputStream().read();
        return client;
    }

    /** Appends events that are large enough to fill the socket buffers of a client. */
    private static String appendLarge(RoomTranscript transcript, int count) {
        String padding = "x".repeat(4_000);
        String last = "";
        for (int i = 0; i < count; i++) {
            last = append(transcript, peerJoined("p" + padding));
        }
        return last;
    }

    /** Reads until the server closes or resets the connection; fails if the stream does not end in time. */
    private static String readToEnd(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        Instant deadline = Instant.now().plus(SOON);
        socket.setSoTimeout((int) SOON.toMillis());
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                assertThat(Instant.now()).as("the stream has not ended").isBefore(deadline);
            }
        } catch (SocketException reset) {
            // The connection was reset, which ends the stream as well.
        }
        return read.toString();
    }

    private static List<String> concat(List<String> ids, String last) {
        return java.util.stream.Stream.concat(ids.stream(), java.util.stream.Stream.of(last))
                .toList();
    }

    @Test
    void headRequestLeavesNoSubscription() {
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        append(transcripts.open(roomId), peerJoined("p0"));
        when().head("/rooms/{room}/transcript/events", roomId)
                .then()
                .statusCode(200)
                .header("Content-Type", "text/event-stream");
        assertThat(subscribers()).isZero();
    }
}
