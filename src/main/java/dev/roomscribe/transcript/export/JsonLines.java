package dev.roomscribe.transcript.export;

import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes the events of the log in order, one JSON object per line, as the stream sent them. */
final class JsonLines {
    private JsonLines() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        return Stream.of(() -> transcript.json().map(json -> json + "\n"));
    }
}
