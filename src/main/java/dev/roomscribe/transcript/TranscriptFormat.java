package dev.roomscribe.transcript;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The files that a meeting can be taken away as. */
public enum TranscriptFormat {
    JSON("json", "application/json", JsonFile::render),
    WEBVTT("vtt", "text/vtt", WebVtt::render),
    SUBRIP("srt", "application/x-subrip", SubRip::render),
    TEXT("txt", "text/plain", PlainText::render);

    private final String suffix;
    private final String mediaType;
    private final Function<Meeting, String> renderer;

    TranscriptFormat(String suffix, String mediaType, Function<Meeting, String> renderer) {
        this.suffix = suffix;
        this.mediaType = mediaType;
        this.renderer = renderer;
    }

    public static Optional<TranscriptFormat> bySuffix(String suffix) {
        return Arrays.stream(values())
                .filter(format -> format.suffix.equals(suffix))
                .findFirst();
    }

    public String mediaType() {
        return mediaType;
    }

    /** Returns the room's latest session, complete up to this moment. */
    public String render(RoomTranscript room) {
        return renderer.apply(Meeting.latest(room));
    }
}
