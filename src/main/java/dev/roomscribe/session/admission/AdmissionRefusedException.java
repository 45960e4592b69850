package dev.roomscribe.session.admission;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session does not fit now. The message says which bound was reached, and is addressed to the client. */
public final class AdmissionRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /** @param retryAfter when another attempt may succeed; null if that is unknown */
    AdmissionRefusedException(String message, @Nullable Duration retryAfter) {
        // A refusal is an answer and not a fault, and there may be many.
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** Returns the message. */
    public String explanation() {
        return String.valueOf(getMessage());
    }

    /** Returns when another attempt may succeed; empty if that is unknown. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
