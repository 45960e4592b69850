package dev.roomscribe.fishjam.notification;

/** A webhook request that must not be processed. */
public final class WebhookRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    WebhookRejectedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * Returns the HTTP status to respond with: 401 if the signature is wrong, 400 if the body is malformed. Fishjam
     * retries after neither.
     */
    public int status() {
        return status;
    }
}
