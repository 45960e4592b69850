package dev.roomscribe.transcript.search;

/** The index cannot be searched at present; the message says why, for a client. */
public final class SearchUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SearchUnavailableException(String message) {
        super(message);
    }
}
