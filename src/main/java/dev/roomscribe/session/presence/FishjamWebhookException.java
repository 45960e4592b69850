package dev.roomscribe.session.presence;

/** A request to the receiver of Fishjam's webhooks was rejected. The message says why and what to do. */
public final class FishjamWebhookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why the request was rejected. */
    public enum Reason {
        /** No webhook secret is configured, so no request can be authenticated. */
        NOT_CONFIGURED,
        /** The signature is missing or wrong: the sender is not Fishjam, or the two secrets differ. */
        INVALID_SIGNATURE,
        /** The signature is valid, but the body is not a notification. */
        MALFORMED_BODY
    }

    private final Reason reason;

    FishjamWebhookException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the message, which is addressed to the operator. */
    public String explanation() {
        return String.valueOf(getMessage());
    }

    public Reason reason() {
        return reason;
    }
}
