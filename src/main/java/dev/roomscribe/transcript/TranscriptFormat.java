package dev.roomscribe.transcript;

import java.util.Arrays;
import java.util.Optional;

/** The files that a meeting can be taken away as. */
public enum TranscriptFormat {
    JSON("json", "application/json") {
        @Override
        String render(Meeting meeting) {
            return JsonFile.render(meeting);
        }
    },
    WEBVTT("vtt", "text/vtt") {
        @Override
        String render(Meeting meeting) {
            return WebVtt.render(meeting);
        }
    },
    SUBRIP("srt", "application/x-subrip") {
        @Override
        String render(Meeting meeting) {
            return SubRip.render(meeting);
        }
    },
    TEXT("txt", "text/plain") {
        @Override
        String render(Meeting meeting) {
            return PlainText.render(meeting);
        }
    };

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

    /** Returns the room's latest session, complete up to this moment. */
    public String render(RoomTranscript room) {
        return render(Meeting.latest(room));
    }

    abstract String render(Meeting meeting);
}
