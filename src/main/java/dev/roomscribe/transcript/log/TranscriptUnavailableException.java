package dev.roomscribe.transcript.log;

import java.io.IOException;

/** Transcripts cannot be read for now, because what stores them cannot be reached; a later attempt may succeed. */
public final class TranscriptUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public TranscriptUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
