package dev.roomscribe.session.admission;

/** A client has as many sessions as it may have. The message is addressed to it. */
public final class QuotaExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QuotaExceededException(String message) {
        // A refusal is an answer and not a fault, and there may be many.
        super(message, null, false, false);
    }
}
