package dev.roomscribe.webhook;

/** A receiver's address is not allowed. The message says why, without the address, which may be internal. */
final class AddressNotAllowedException extends Exception {
    private static final long serialVersionUID = 1L;

    AddressNotAllowedException(String message) {
        super(message);
    }
}
