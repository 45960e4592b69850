package dev.roomscribe.http;

/** No complete response arrived. The message says why, without the address. */
public final class NoResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    NoResponseException(String message, boolean sent) {
        super(message);
        this.sent = sent;
    }

    /** Returns whether the request may have reached the server, which then may have acted on it. */
    public boolean mayHaveBeenProcessed() {
        return sent;
    }
}
