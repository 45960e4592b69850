package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Signals;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demo of the README: the packaged service transcribes the demo room and is used over HTTP only. */
@Execution(ExecutionMode.CONCURRENT)
class DemoRoomIT {
    /**
     * The largest difference between the recorded start of an utterance and its start in the transcript. The decoder
     * contributes 50 ms, verified on samples in {@code DecodingWorkersTest}; the rest allows for a busy machine.
     */
    private static final double MAX_OFFSET_SECONDS = 0.2;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void everySentenceOfTheDemoRoomIsTranscribedOnce() throws Exception {
        try (RoomscribeProcess service = RoomscribeProcess.start(Map.of(), "-Droomscribe.fishjam.embedded=true")) {
            URI url = service.url();
            try (CaptionClient captions = CaptionClient.startAndStream(url, "demo")) {
                Instant began = recordingStart(captions);
                awaitWholeConversation(captions, () -> {});
                assertEverySentenceOnce(captions, began);
            }
            assertThat(get(url.resolve("/rooms/demo/transcript.vtt"))).contains("<v Alice>Sounds good to me.\n");
            assertThat(get(url.resolve("/rooms/demo/transcript.txt"))).contains("] Bob: Any other questions.\n");
            assertThat(HttpCalls.status(url.resolve("/q/swagger-ui/"))).isEqualTo(404);
            assertThat(HttpCalls.status(url.resolve("/q/openapi"))).isEqualTo(200);
        }
    }

    /**
     * At most once a second, and only after new partials arrived, a decoding process is killed or stopped. The captions
     * must not differ.
     */
    @Test
    void everySentenceIsTranscribedOnceWhileDecodersAreKilled() {
        try (RoomscribeProcess service = RoomscribeProcess.start(
                        Map.of("ROOMSCRIBE_RECOGNITION_WORKER_HANG_TIMEOUT", "1s"),
                        "-Droomscribe.fishjam.embedded=true");
                CaptionClient captions = CaptionClient.startAndStream(service.url(), "demo")) {
            Instant began = recordingStart(captions);
            AtomicInteger kills = new AtomicInteger();
            AtomicInteger seenPartials = new AtomicInteger();
            awaitWholeConversation(captions, () -> {
                int partials = captions.events("transcript.partial").size();
                if (partials > seenPartials.getAndSet(partials)) {
                    disruptDecoder(service, kills.incrementAndGet());
                }
            });
            assertThat(kills).hasValueGreaterThan(10);
            assertEverySentenceOnce(captions, began);
        }
    }

    private static void disruptDecoder(RoomscribeProcess service, int kill) {
        service.children().stream()
                .min(Comparator.comparing(
                        decoder -> decoder.info().startInstant().orElse(Instant.MAX)))
                .ifPresent(decoder -> {
                    if (kill % 10 == 0) {
                        Signals.send("STOP", decoder);
                    } else {
                        decoder.destroyForcibly();
                    }
                });
    }

    /** Returns when the recordings started, according to the metadata of a peer. */
    private static Instant recordingStart(CaptionClient captions) {
        CaptionClient.Event snapshot = captions.await(Duration.ofSeconds(60), "session.snapshot");
        assertThat(snapshot.data().path("peers").findValuesAsText("name")).containsExactly("Alice", "Bob");
        String room = snapshot.text("room_id");
        URI events = captions.uri().resolve("/rooms/" + room + "/transcript/events?after=0&partials=false");
        try (CaptionClient all = CaptionClient.subscribe(captions.uri(), events.getPath() + "?" + events.getQuery())) {
            CaptionClient.Event joined = all.await(Duration.ofSeconds(60), "peer.joined");
            JsonNode server = joined.data().path("metadata").path("server");
            return Instant.parse(server.path("recording_started_at").asText());
        }
    }

    /**
     * Waits until every sentence is complete. The session starts in the middle of the loop, so the first sentence may
     * be incomplete.
     */
    private static void awaitWholeConversation(CaptionClient captions, Runnable everySecond) {
        List<String> said =
                DemoScript.lines().stream().map(DemoScript.Line::text).toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    everySecond.run();
                    return captions.finals().containsAll(said);
                });
    }

    private static void assertEverySentenceOnce(CaptionClient captions, Instant began) {
        for (DemoScript.Line said : DemoScript.lines()) {
            assertTranscribed(captions, said, began);
        }
        assertThat(captions.events("stream.gap")).isEmpty();
        assertThat(captions.events("transcript.final").stream()
                        .map(heard -> heard.text("transcript") + repetition(heard, began)))
                .doesNotHaveDuplicates();
    }

    /** Returns how often the recording had been repeated; no sentence crosses its end. */
    private static long repetition(CaptionClient.Event heard, Instant began) {
        Duration since = Duration.between(began, Instant.parse(heard.text("started_at")));
        return (long) (since.toMillis() / 1000.0 / DemoScript.LOOP_SECONDS);
    }

    private static void assertTranscribed(CaptionClient captions, DemoScript.Line said, Instant began) {
        CaptionClient.Event heard = captions.events("transcript.final").stream()
                .filter(event -> event.text("transcript").equals(said.text()))
                .findFirst()
                .orElseThrow();
        assertThat(heard.text("speaker")).isEqualToIgnoringCase(said.speaker());
        assertThat(heard.data().path("words").size()).isEqualTo(said.text().split(" ").length);
        double sinceBegin =
                Duration.between(began, Instant.parse(heard.text("started_at"))).toMillis() / 1000.0;
        assertThat(sinceBegin % DemoScript.LOOP_SECONDS)
                .as(said.text())
                .isCloseTo(said.start(), within(MAX_OFFSET_SECONDS));
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
