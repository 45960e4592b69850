package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.log.LogRange;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The files that a meeting can be taken away as. */
public enum TranscriptFormat {
    JSON("json", "application/json") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
            return JsonFile.parts(meeting);
        }
    },
    JSON_LINES("jsonl", "application/jsonl") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
            return JsonLines.parts(meeting);
        }
    },
    WEBVTT("vtt", "text/vtt") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
            return WebVtt.parts(meeting);
        }
    },
    SUBRIP("srt", "application/x-subrip") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
            return SubRip.parts(meeting);
        }
    },
    TEXT("txt", "text/plain") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
            return PlainText.parts(meeting);
        }
    };

    /** To be changed with the text of any format: what was cached of the one before must not be taken for it. */
    private static final String REVISION = "2";

    private final String suffix;
    private final String mediaType;

    TranscriptFormat(String suffix, String mediaType) {
        this.suffix = suffix;
        this.mediaType = mediaType;
    }

    public static Optional<TranscriptFormat> bySuffix(String suffix) {
        return Arrays.stream(values())
                .filter(format -> format.suffix.equals(suffix))
                .findFirst();
    }

    public String mediaType() {
        return mediaType;
    }

    /** Returns a meeting as this file, some text at a time, which is read as it is taken. That blocks. */
    public Iterator<String> render(TranscriptView meeting) {
        return new Chunks(parts(meeting).iterator());
    }

    /** Returns a name for what a file of this format says of so much of a room; whatever it says else has another. */
    public String tag(LogRange extent) {
        return String.join(
                "-", REVISION, suffix, extent.start().toString(), extent.end().toString());
    }

    /** Returns the file's parts in their order, each of which reads nothing before it is opened. */
    abstract Stream<Supplier<Stream<String>>> parts(TranscriptView meeting);

    /** Joins small texts to some that are worth sending. */
    private static final class Chunks implements Iterator<String> {
        private static final int CHARS = 32 * 1024;

        private final Iterator<Supplier<Stream<String>>> parts;
        private Iterator<String> texts = Collections.emptyIterator();

        Chunks(Iterator<Supplier<Stream<String>>> parts) {
            this.parts = parts;
        }

        @Override
        public boolean hasNext() {
            while (!texts.hasNext() && parts.hasNext()) {
                texts = parts.next().get().iterator();
            }
            return texts.hasNext();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StringBuilder chunk = new StringBuilder();
            while (chunk.length() < CHARS && hasNext()) {
                chunk.append(texts.next());
            }
            return chunk.toString();
        }
    }
}
