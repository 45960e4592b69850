package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the README promises a stranger: the packaged service, the demo room, and nothing but HTTP. */
class DemoRoomIT {
    /** A first word, from its recorded start. */
    private static final double MOST_OFF_SECONDS = 0.075;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void theDemoRoomIsCaptionedSentenceForSentence() throws Exception {
        try (RoomscribeProcess service = RoomscribeProcess.start(Map.of(), "-Droomscribe.fishjam.embedded=true")) {
            URI url = service.url();
            try (CaptionClient captions = CaptionClient.startAndStream(url, "demo")) {
                Instant began = recordingStart(captions);
                awaitWholeConversation(captions);
                for (DemoScript.Line said : DemoScript.lines()) {
                    assertHeard(captions, said, began);
                }
                assertThat(captions.events("stream.gap")).isEmpty();
            }
            assertThat(get(url.resolve("/rooms/demo/transcript.vtt"))).contains("<v Alice>sounds good to me\n");
            assertThat(get(url.resolve("/rooms/demo/transcript.txt"))).contains("] Bob: any other questions\n");
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
    private static void awaitWholeConversation(CaptionClient captions) {
        List<String> said =
                DemoScript.lines().stream().map(DemoScript.Line::text).toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> captions.finals().containsAll(said));
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
