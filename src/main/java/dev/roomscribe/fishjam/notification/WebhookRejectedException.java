package dev.roomscribe.fishjam.notification;

/** A request to a webhook that is not to be acted on. */
public final class WebhookRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    WebhookRejectedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns what to answer: 401 to a stranger, 400 to what cannot be read; Fishjam repeats neither. */
    public int status() {
        return status;
    }
}
