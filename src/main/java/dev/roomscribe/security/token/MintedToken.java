package dev.roomscribe.security.token;

import java.time.Instant;

/**
 * A new token.
 *
 * @param token the JWT, which is secret
 * @param id the claim {@code jti}, for the audit log
 * @param expiry in whole seconds
 */
public record MintedToken(String token, String id, Instant expiry) {
    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "MintedToken[id=" + id + ", expiry=" + expiry + "]";
    }
}
