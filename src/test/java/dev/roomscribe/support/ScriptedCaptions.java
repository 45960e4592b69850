package dev.roomscribe.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Captions that a page receives in the browser in place of those of the service. */
public record ScriptedCaptions(String eventStream) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Eight lines, two of them partials, and two gaps, with names and texts that try to break the page. */
    public static ScriptedCaptions hostile() {
        return new ScriptedCaptions(Resources.read("/page/hostile.txt"));
    }

    /**
     * A meeting of eight people: one line of each, silence of 89 s, a monologue of 14 lines, a pause of 57 s in six gaps, a loss, a
     * line that was cut off, and another person called Bob. The word "that" of every third of the first lines is unsure.
     */
    public static ScriptedCaptions meeting() {
        return new ScriptedCaptions(Resources.read("/page/meeting.txt"));
    }

    /** Answers the page's first request for the event stream, leaves later ones unanswered, and serves the same as transcript. */
    public void serve(Page page) {
        // A test cannot intercept the requests of the worker that the tabs of a browser share.
        page.addInitScript("delete window.SharedWorker");
        AtomicBoolean answered = new AtomicBoolean();
        page.route("**/transcript/events*", route -> {
            if (answered.compareAndSet(false, true)) {
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody(eventStream));
            }
        });
        String stored = transcript().toString();
        page.route("**/transcript.json*", route -> route.fulfill(json(stored)));
    }

    /** Returns what the service would have stored of the stream, as one page of JSON. */
    private ObjectNode transcript() {
        ObjectNode page = JSON.createObjectNode();
        ArrayNode utterances = page.putArray("utterances");
        ArrayNode gaps = page.putArray("gaps");
        eventStream.lines().filter(line -> line.startsWith("data: ")).forEach(line -> {
            JsonNode event = read(line.substring("data: ".length()));
            switch (event.path("type").asText()) {
                case "session.snapshot" -> {
                    if (event.hasNonNull("session")) {
                        page.set("session", event.get("session"));
                    }
                    event.path("finals").forEach(utterances::add);
                }
                case "transcript.final" -> utterances.add(event);
                case "stream.gap" -> {
                    if (event.hasNonNull("session_id")) {
                        gaps.add(event);
                    }
                }
                default -> {}
            }
        });
        return page;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers the page's request for the transcript with a number of lines by five speakers. */
    public static void serveTranscript(Page page, int lines) {
        page.route("**/transcript.json*", route -> sendTranscript(route, lines));
    }

    /** Answers a request for the transcript with a number of lines by five speakers. */
    public static void sendTranscript(Route route, int lines) {
        route.fulfill(json(IntStream.range(0, lines)
                .mapToObj(ScriptedCaptions::line)
                .collect(Collectors.joining(",", "{\"gaps\": [], \"utterances\": [", "]}"))));
    }

    private static String line(int number) {
        return """
                {"session_id": "long", "peer_id": "p%2$d", "track_id": "t", "speaker": "Speaker %2$d",
                 "utterance_id": "long-%1$d", "revision": 9, "transcript": "this is line %1$d of a long meeting",
                 "start": %1$d, "end": %1$d, "started_at": "%3$s"}
                """.formatted(number, number / 3 % 5, Instant.EPOCH.plusSeconds(number));
    }

    private static Route.FulfillOptions json(String body) {
        return new Route.FulfillOptions().setContentType("application/json").setBody(body);
    }
}
