package dev.roomscribe.session.presence;

/** A request to the webhook was not acted on. The message says why and what to do. */
public final class FishjamWebhookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** No secret is set, so nobody can be told from Fishjam. */
        NOT_SET_UP,
        /** Not Fishjam's, or the secret here is another than there. */
        NOT_SIGNED,
        /** Signed, but no notification. */
        UNREADABLE
    }

    private final Reason reason;

    FishjamWebhookException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns what happened, as a sentence for whoever set the webhook up. */
    public String explanation() {
        return String.valueOf(getMessage());
    }

    public Reason reason() {
        return reason;
    }
}
