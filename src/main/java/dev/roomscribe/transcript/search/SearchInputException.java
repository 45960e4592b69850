package dev.roomscribe.transcript.search;

/** A search that cannot be made; the message says what to change. */
public final class SearchInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SearchInputException(String message) {
        super(message);
    }
}
