package dev.roomscribe.transcript.export;

import java.util.function.Supplier;
import java.util.stream.Stream;

/** The meeting's events in the order of the log, one on each line, as they came over the stream. */
final class JsonLines {
    private JsonLines() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
        return Stream.of(() -> meeting.json().map(json -> json + "\n"));
    }
}
