package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.finalTranscript;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static dev.roomscribe.api.TranscriptEvents.sessionEnded;
import static dev.roomscribe.api.TranscriptEvents.sessionStarted;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.security.limit.ConnectionLimits;
import dev.roomscribe.support.Management;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Connections are bounded in number and in time, and those that are used are not closed. */
@QuarkusTest
@TestProfile(LimitedProfile.class)
class ConnectionLimitsTest extends RoomTest {
    private static final int SLOW = 400;
    private static final int MAX_MANAGEMENT_CONNECTIONS = 100;
    private static final int FINALS = 800;
    private static final int FINAL_CHARACTERS = 5_000;
    private static final int RECEIVE_BUFFER = 16 * 1024;

    @Inject
    ConnectionLimits limits;

    private static int connections() {
        return meter("roomscribe_http_connections_active");
    }

    private static void assertManagementAnswers() {
        Management.get("/q/health/live").then().statusCode(200);
        Management.get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void connectionsThatSendHeadersByteByByteAreClosedAndHealthAnswersMeanwhile() {
        try (SlowClients clients = new SlowClients(service, SLOW)) {
            clients.send("GET /rooms HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            assertManagementAnswers();
            when().get("/rooms").then().statusCode(200);
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(LimitedProfile.TIMEOUT.dividedBy(8))
                    .until(() -> {
                        clients.send("x");
                        assertManagementAnswers();
                        return clients.open() == 0;
                    });
        }
    }

    @Test
    void connectionsBeyondTheMaximumAreClosedAndHealthAnswersMeanwhile() {
        int refusedBefore = meter("roomscribe_http_connections_refused_total");
        // On a busy machine the first may be closed, because they send nothing, before the last are opened.
        Awaitility.await().atMost(SOON).until(() -> {
            try (SlowClients clients = new SlowClients(service, LimitedProfile.MAX_CONNECTIONS + SLOW)) {
                assertManagementAnswers();
                assertThat(clients.open()).isLessThanOrEqualTo(LimitedProfile.MAX_CONNECTIONS);
                return meter("roomscribe_http_connections_refused_total") > refusedBefore;
            }
        });
        Awaitility.await().atMost(SOON).until(() -> connections() < LimitedProfile.MAX_CONNECTIONS);
        when().get("/rooms").then().statusCode(200);
    }

    @Test
    void connectionsOfTheManagementPortAreBoundedToo() {
        long refusedBefore = limits.management().refused();
        URI management = URI.create("http://localhost:" + Management.port());
        try (SlowClients clients = new SlowClients(management, 2 * MAX_MANAGEMENT_CONNECTIONS)) {
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> limits.management().refused() >= refusedBefore + MAX_MANAGEMENT_CONNECTIONS);
            Awaitility.await().atMost(SOON).until(() -> clients.open() == 0);
        }
        assertManagementAnswers();
    }

    @Test
    void connectionsThatDoNotSendAWholeRequestAreClosed() {
        String settingsFrame = "\0\0\0\4\0\0\0\0\0";
        List<String> beginnings = List.of(
                "",
                "GET /rooms HTTP/1.1\nHost: localhost\n",
                "POST /rooms/" + roomId + "/transcribe HTTP/1.1\nHost: localhost\nContent-Length: 9\n\n{",
                "POST /rooms/" + roomId + "/transcribe HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n1\n{",
                "PRI * HTTP/2.0\n\nSM\n\n" + settingsFrame);
        List<RawHttpClient> clients = beginnings.stream()
                .map(beginning -> new RawHttpClient(service).send(beginning))
                .toList();
        for (RawHttpClient client : clients) {
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1 2");
            client.close();
        }
    }

    @Test
    void bodiesThatAreSentSlowlyBlockNoThread() {
        String body = "x".repeat(11_000);
        try (SlowClients clients = new SlowClients(service, SLOW)) {
            clients.send("POST /rooms/" + roomId
                    + "/transcribe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n" + body);
            assertManagementAnswers();
            Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
                assertThat(threadsThatReadBodies()).isEmpty();
                return clients.open() == 0;
            });
        }
    }

    private static List<String> threadsThatReadBodies() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith("InputStream")
                                && frame.getClassName().contains("vertx")))
                .map(thread -> thread.getKey().getName())
                .toList();
    }

    @Test
    void clientThatReadsNothingGetsOneResponseAndNotOneForEachRequest() {
        String request = "GET /q/openapi HTTP/1.1\nHost: localhost\n\n";
        try (RawHttpClient client = new RawHttpClient(service)) {
            String answers = client.send(request.repeat(1_000)).readToEnd();
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSizeLessThan(100);
        }
    }

    @Test
    void connectionWithoutARequestIsClosed() {
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head =
                    client.send("GET /rooms HTTP/1.1\nHost: localhost\n\n").readHead();
            assertThat(head.status()).isEqualTo(200);
            client.read(Integer.parseInt(head.headers().get("content-length")));
            assertThat(client.send("GET /rooms HTTP/1.1\nHost: localhost\n\n")
                            .readHead()
                            .status())
                    .isEqualTo(200);
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void http2ConnectionWhoseStreamWasResetIsClosed() throws IOException {
        append(transcripts.open(roomId), peerJoined("p1"));
        AbortedRequest.Call events =
                new AbortedRequest.Call("GET", "/rooms/" + roomId + "/transcript/events", "text/event-stream");
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout((int) SOON.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(Http2Frames.connection(Http2Frames.request(1, events, service.getAuthority())));
            Awaitility.await().atMost(SOON).until(() -> subscribers() == 1);
            out.write(Http2Frames.reset(1));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void connectionThatIsUpgradedToHttp2IsClosedWithoutARequestToo() {
        String upgrade = """
                GET /rooms HTTP/1.1
                Host: localhost
                Connection: Upgrade, HTTP2-Settings
                Upgrade: h2c
                HTTP2-Settings: AAMAAABk

                """;
        String settingsFrame = "\0\0\0\4\0\0\0\0\0";
        try (RawHttpClient client = new RawHttpClient(service)) {
            assertThat(client.send(upgrade + "PRI * HTTP/2.0\n\nSM\n\n" + settingsFrame)
                            .readToEnd())
                    .startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void streamThatIsSilentForLongerThanEveryTimeoutStaysOpen() {
        append(transcripts.open(roomId), peerJoined("p1"));
        try (RawHttpClient client = new RawHttpClient(service)) {
            client.send("GET /rooms/" + roomId + "/transcript/events HTTP/1.1\nHost: localhost\n\n")
                    .readHead();
            // A heartbeat may come at once; the second comes after silence.
            for (int heartbeats = 0; heartbeats < 2; ) {
                heartbeats += client.readLine().equals(":") ? 1 : 0;
            }
        }
    }

    @Test
    void downloadThatIsReadSlowlyIsComplete() throws IOException {
        fillTranscript();
        try (Socket socket = requestFile()) {
            InputStream file = socket.getInputStream();
            // The socket's buffers hold less than the file, so the service waits for each read.
            byte[] part = new byte[FINALS * FINAL_CHARACTERS / 20];
            long end =
                    System.nanoTime() + LimitedProfile.TIMEOUT.multipliedBy(2).toNanos();
            long[] received = new long[1];
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(LimitedProfile.TIMEOUT.dividedBy(8))
                    .until(() -> {
                        int count = file.readNBytes(part, 0, part.length / 2);
                        received[0] += count;
                        return System.nanoTime() > end || count == 0;
                    });
            received[0] += file.readAllBytes().length;
            assertThat(received[0]).isGreaterThan((long) FINALS * FINAL_CHARACTERS);
        }
    }

    @Test
    void downloadThatIsNotReadIsClosed() throws IOException {
        fillTranscript();
        try (Socket socket = requestFile()) {
            Awaitility.await().atMost(SOON).until(() -> connections() >= 1);
            Awaitility.await().atMost(SOON).until(() -> connections() == 0);
            assertThat(bytesUntilReset(socket)).isLessThan((long) FINALS * FINAL_CHARACTERS);
        }
    }

    /** The parts of a file wait for each other; a small response has ended when its bytes wait. */
    @Test
    void http2ResponseWhoseWindowStaysClosedIsReset() throws IOException {
        fillTranscript();
        for (String path : List.of("/rooms/" + roomId + "/transcript.txt", "/rooms")) {
            try (Socket socket = requestWithoutWindow(path)) {
                Http2Frames.awaitReset(new DataInputStream(socket.getInputStream()), 1);
            }
        }
    }

    @Test
    void http2ResponseThatIsReadSlowlyIsComplete() throws IOException {
        append(transcripts.open(roomId), peerJoined("p1"));
        try (Socket socket = requestWithoutWindow("/captions.js")) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            long end =
                    System.nanoTime() + LimitedProfile.TIMEOUT.multipliedBy(3).toNanos();
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(LimitedProfile.TIMEOUT.dividedBy(4))
                    .until(() -> {
                        socket.getOutputStream().write(Http2Frames.windowUpdate(1, 1));
                        return System.nanoTime() > end;
                    });
            socket.getOutputStream().write(Http2Frames.windowUpdate(1, 1 << 20));
            assertThat(Http2Frames.receiveBody(in, 1))
                    .isEqualTo(when().get("/captions.js").asString());
        }
    }

    private Socket requestWithoutWindow(String path) throws IOException {
        AbortedRequest.Call call = new AbortedRequest.Call("GET", path, "*/*");
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream()
                .write(Http2Frames.connectionWithoutWindow(Http2Frames.request(1, call, service.getAuthority())));
        return socket;
    }

    private static long bytesUntilReset(Socket socket) throws IOException {
        byte[] part = new byte[RECEIVE_BUFFER];
        long bytes = 0;
        try {
            for (int count = 0; count >= 0; count = socket.getInputStream().read(part)) {
                bytes += count;
            }
        } catch (SocketException reset) {
            // What was not sent is lost.
        }
        return bytes;
    }

    private void fillTranscript() {
        RoomTranscript transcript = transcripts.open(roomId);
        Instant start = Instant.parse("2026-09-10T10:00:00Z");
        append(transcript, sessionStarted("s1", start));
        String text = "said ".repeat(FINAL_CHARACTERS / 5);
        for (int i = 1; i <= FINALS; i++) {
            transcript.append(finalTranscript("s1", start, i, text));
        }
        append(transcript, sessionEnded("s1", start));
    }

    private Socket requestFile() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
        socket.getOutputStream()
                .write(("GET /rooms/" + roomId
                                + "/transcript.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
