package dev.roomscribe.webhook;

/** A receiver that must not be connected to. The message says why, without an address: those inside are nobody's affair. */
final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
        super(message);
    }
}
