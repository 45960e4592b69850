package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.log.LogRange;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The file formats of a transcript. */
public enum TranscriptFormat {
    JSON("json", "application/json") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return JsonFile.parts(transcript);
        }
    },
    JSON_LINES("jsonl", "application/jsonl") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return JsonLines.parts(transcript);
        }
    },
    WEBVTT("vtt", "text/vtt") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return WebVtt.parts(transcript);
        }
    },
    SUBRIP("srt", "application/x-subrip") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return SubRip.parts(transcript);
        }
    },
    TEXT("txt", "text/plain") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return PlainText.parts(transcript);
        }
    },
    VERBOSE_JSON("verbose.json", "application/vnd.roomscribe.verbose+json") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return VerboseJson.parts(transcript);
        }
    },
    HTML("html", "text/html") {
        @Override
        Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
            return HtmlFile.parts(transcript);
        }
    };

    /** Must change when the text of any format changes, so that a cached older file does not match. */
    private static final String REVISION = "6";

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

    /**
     * Returns the HTTP headers of the file that say what a browser does with it: {@code Content-Disposition}, so that it
     * saves every format except HTML, and the headers that restrict a page.
     */
    public Map<String, String> headers(TranscriptView transcript) {
        FileName name = FileName.of(transcript, suffix);
        return this == HTML
                ? Map.of(
                        "Content-Disposition",
                        name.disposition("inline"),
                        "Content-Security-Policy",
                        HtmlFile.CONTENT_SECURITY_POLICY,
                        "Referrer-Policy",
                        "no-referrer")
                : Map.of("Content-Disposition", name.disposition("attachment"));
    }

    /** Returns the text of the file in chunks. The log is read while the iterator is consumed, which blocks. */
    public Iterator<String> render(TranscriptView transcript) {
        return new Chunks(parts(transcript));
    }

    /** Returns an entity tag for the file: files with equal tags of a room have the same text. */
    public String tag(LogRange range) {
        return String.join(
                "-",
                REVISION,
                suffix,
                range.start().toString(),
                range.end().toString(),
                String.valueOf(range.erasures()));
    }

    /** Returns the parts of the file in order. A part reads the log only once it is opened. */
    abstract Stream<Supplier<Stream<String>>> parts(TranscriptView transcript);
}
