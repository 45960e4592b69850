package dev.roomscribe.support;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Captions that a page receives in the browser in place of those of the service. */
public record ScriptedCaptions(String eventStream) {
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

    /** Answers the page's first request for the event stream and leaves later ones unanswered. */
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
        page.route("**/transcript.json*", route -> route.fulfill(json("{\"utterances\": [], \"gaps\": []}")));
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
