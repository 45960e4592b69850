package dev.roomscribe.support;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The stored transcript of a session that a page receives in the browser, in the pages that it asks for. Line {@code n} was said
 * {@code n} seconds after the beginning.
 */
public final class ScriptedTranscript {
    public static final Instant BEGINNING = Instant.parse("2026-09-10T09:00:00Z");

    private final int lines;

    public ScriptedTranscript(int lines) {
        this.lines = lines;
    }

    /** Answers all requests for the transcript as JSON. */
    public void serve(Page page) {
        page.route("**/transcript.json*", this::answer);
    }

    private void answer(Route route) {
        Map<String, String> parameters = Arrays.stream(
                        URI.create(route.request().url()).getQuery().split("&", -1))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        int limit = Integer.parseInt(parameters.get("limit"));
        int from = 0;
        int to;
        if (parameters.containsKey("before")) {
            String before = parameters.get("before");
            to = before.equals("end") ? lines : Integer.parseInt(before);
            from = Math.max(0, to - limit);
        } else {
            if (parameters.containsKey("after")) {
                from = Integer.parseInt(parameters.get("after"));
            } else if (parameters.containsKey("at")) {
                from = (int) (Instant.parse(parameters.get("at")).getEpochSecond() - BEGINNING.getEpochSecond());
            }
            to = Math.min(lines, from + limit);
        }
        String utterances = IntStream.range(from, to).mapToObj(this::line).collect(Collectors.joining(","));
        String ended = parameters.get("session").equals("S")
                ? ""
                : "\"ended\": {\"session_id\": \"P\", \"at\": 900, \"ended_at\": \"%s\", \"reason\": \"idle\"},"
                        .formatted(BEGINNING.plusSeconds(900));
        route.fulfill(new Route.FulfillOptions()
                .setContentType("application/json")
                .setBody("""
                        {"room_id": "demo", "session": {"session_id": "%s", "started_at": "%s"}, %s
                         "utterances": [%s], "gaps": [] %s %s}""".formatted(
                                parameters.get("session"),
                                BEGINNING,
                                ended,
                                utterances,
                                from > 0 ? link("previous", parameters.get("session"), "before", from, limit) : "",
                                to < lines ? link("next", parameters.get("session"), "after", to, limit) : "")));
    }

    private String link(String relation, String session, String parameter, int position, int limit) {
        return ", \"%s\": \"transcript.json?session=%s&%s=%d&limit=%d\""
                .formatted(relation, session, parameter, position, limit);
    }

    private String line(int number) {
        return """
                {"session_id": "long", "peer_id": "p%2$d", "track_id": "t", "speaker": "Speaker %2$d",
                 "utterance_id": "long-%1$d", "revision": 9, "transcript": "this is line %1$d of a long meeting",
                 "start": %1$d, "end": %1$d.9, "started_at": "%3$s"}
                """.formatted(number, number / 3 % 5, BEGINNING.plusSeconds(number));
    }
}
