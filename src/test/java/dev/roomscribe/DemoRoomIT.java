package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** What the README promises a stranger: the packaged service, the demo room, and nothing but HTTP. */
@Execution(ExecutionMode.CONCURRENT)
class DemoRoomIT {
    /**
     * A first word, from its recorded start: the decoder's part of this is 50 ms, proved on samples in
     * {@code DecodingWorkersTest}; the rest is for what a busy machine adds between the room's clock and ours.
     */
    private static final double MOST_OFF_SECONDS = 0.2;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void theDemoRoomIsCaptionedSentenceForSentence() throws Exception {
        try (RoomscribeProcess service = RoomscribeProcess.start(Map.of(), "-Droomscribe.fishjam.embedded=true")) {
            URI url = service.url();
            try (CaptionClient captions = CaptionClient.startAndStream(url, "demo")) {
                Instant began = recordingStart(captions);
                awaitWholeConversation(captions, () -> {});
                assertEverySentenceOnce(captions, began);
            }
            assertThat(get(url.resolve("/rooms/demo/transcript.vtt"))).contains("<v Alice>sounds good to me\n");
            assertThat(get(url.resolve("/rooms/demo/transcript.txt"))).contains("] Bob: any other questions\n");
        }
    }

    /**
     * As soon as anything is heard again, but at most once a second, a process that decodes is killed or stopped; who
     * reads the captions does not notice.
     */
    @Test
    void soItIsWhileItsDecodersAreKilledAgainAndAgain() {
        try (RoomscribeProcess service = RoomscribeProcess.start(
                        Map.of("ROOMSCRIBE_RECOGNITION_WORKER_HANG_TIMEOUT", "1s"),
                        "-Droomscribe.fishjam.embedded=true");
                CaptionClient captions = CaptionClient.startAndStream(service.url(), "demo")) {
            Instant began = recordingStart(captions);
            AtomicInteger blows = new AtomicInteger();
            AtomicInteger heard = new AtomicInteger();
            awaitWholeConversation(captions, () -> {
                int partials = captions.events("transcript.partial").size();
                if (partials > heard.getAndSet(partials)) {
                    strike(service, blows.incrementAndGet());
                }
            });
            assertThat(blows).hasValueGreaterThan(10);
            assertEverySentenceOnce(captions, began);
        }
    }

    private static void strike(RoomscribeProcess service, int blow) {
        service.children().stream()
                .min(Comparator.comparing(
                        decoder -> decoder.info().startInstant().orElse(Instant.MAX)))
                .ifPresent(decoder -> {
                    if (blow % 10 == 0) {
                        signal("STOP", decoder);
                    } else {
                        decoder.destroyForcibly();
                    }
                });
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recordings are on one clock, which the room's metadata tells. */
    private static Instant recordingStart(CaptionClient captions) {
        CaptionClient.Event snapshot = captions.await(Duration.ofSeconds(10), "session.snapshot");
        assertThat(snapshot.data().path("peers").findValuesAsText("name")).containsExactly("Alice", "Bob");
        String room = snapshot.text("room_id");
        URI events = captions.uri().resolve("/rooms/" + room + "/transcript/events?after=0&partials=false");
        try (CaptionClient all = CaptionClient.subscribe(captions.uri(), events.getPath() + "?" + events.getQuery())) {
            CaptionClient.Event joined = all.await(Duration.ofSeconds(10), "peer.joined");
            JsonNode server = joined.data().path("metadata").path("server");
            return Instant.parse(server.path("recording_started_at").asText());
        }
    }

    /** The loop was joined somewhere, and goes on until the sentence that was cut is heard whole. */
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
            assertHeard(captions, said, began);
        }
        assertThat(captions.events("stream.gap")).isEmpty();
        assertThat(captions.events("transcript.final").stream()
                        .map(heard -> heard.text("transcript") + turn(heard, began)))
                .doesNotHaveDuplicates();
    }

    /** Returns how many times the recording had been through; what is said at its seams is said in the middle. */
    private static long turn(CaptionClient.Event heard, Instant began) {
        Duration since = Duration.between(began, Instant.parse(heard.text("started_at")));
        return (long) (since.toMillis() / 1000.0 / DemoScript.LOOP_SECONDS);
    }

    private static void assertHeard(CaptionClient captions, DemoScript.Line said, Instant began) {
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
                .isCloseTo(said.start(), within(MOST_OFF_SECONDS));
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
