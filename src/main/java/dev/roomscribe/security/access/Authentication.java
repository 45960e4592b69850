package dev.roomscribe.security.access;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The result of checking a credential. */
public sealed interface Authentication {
    /**
     * The credential is valid.
     *
     * @param expiry when it stops to be valid; null if it does not expire
     */
    record Authenticated(Principal principal, @Nullable Instant expiry) implements Authentication {
        public Authenticated {
            requireNonNull(principal, "principal is null");
        }
    }

    /** The credential is not valid. The reason is for logs; a client must not be told more than that it was rejected. */
    record Rejected(RejectionReason reason) implements Authentication {
        public Rejected {
            requireNonNull(reason, "reason is null");
        }
    }
}
