package dev.roomscribe.security.token;

import dev.roomscribe.security.access.RejectionReason;

/** A token is not accepted. Contains nothing of the token. */
public final class TokenRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectionReason reason;

    TokenRejectedException(RejectionReason reason) {
        // Without a stack trace, because clients cause it.
        super(reason.value(), null, false, false);
        this.reason = reason;
    }

    public RejectionReason reason() {
        return reason;
    }
}
