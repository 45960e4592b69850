package dev.roomscribe.transcript.search;

/** A search that cannot be made; the message says what to change. */
public final class SearchInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    SearchInputException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /** Returns what is invalid: {@code q}, {@code speaker} or {@code after}. */
    public String parameter() {
        return parameter;
    }
}
