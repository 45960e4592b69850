package dev.roomscribe.webhook;

/** A receiver that must not be connected to. The message says why, without an address: those inside are nobody's affair. */
final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
        super(message);
    }
}
