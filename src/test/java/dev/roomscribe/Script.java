package dev.roomscribe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is run in the browser, and what it is given to read where no real meeting would say it. */
final class Script {
    static final String MODEL = resource("model.js");
    static final String EVENT_STREAM = resource("event-stream.js");
    static final String LEAST_CONTRAST = resource("least-contrast.js");

    private Script() {}

    /** A stream of eight lines, two of them partials, and two gaps, of people who mean no good. */
    static String hostile() {
        return resource("hostile.txt");
    }

    /** The file of a long meeting. */
    static String meeting(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(Script::line)
                .collect(Collectors.joining(",", "{\"utterances\": [", "]}"));
    }

    private static String line(int number) {
        return """
                {"session_id": "long", "peer_id": "p%2$d", "track_id": "t", "speaker": "Speaker %2$d",
                 "utterance_id": "long-%1$d", "revision": 9, "transcript": "this is line %1$d of a long meeting",
                 "start": %1$d, "end": %1$d, "started_at": "%3$s"}
                """.formatted(number, number / 3 % 5, Instant.EPOCH.plusSeconds(number));
    }

    private static String resource(String name) {
        try (InputStream file = Script.class.getResourceAsStream("/page/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
