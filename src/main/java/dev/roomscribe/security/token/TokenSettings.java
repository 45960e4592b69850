package dev.roomscribe.security.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What tokens must contain.
 *
 * @param issuer the claim {@code iss}
 * @param audience the claim {@code aud}, or one of its values
 * @param defaultLifetime of a token that is created without a lifetime
 * @param maxLifetime the longest time from {@code iat} to {@code exp}
 * @param clockSkew how far the clock of the issuer may be ahead
 */
public record TokenSettings(
        String issuer, String audience, Duration defaultLifetime, Duration maxLifetime, Duration clockSkew) {
    /** @throws IllegalArgumentException if the default lifetime is longer than the maximum */
    public TokenSettings {
        requireNonNull(issuer, "issuer is null");
        requireNonNull(audience, "audience is null");
        requireNonNull(clockSkew, "clockSkew is null");
        if (defaultLifetime.compareTo(maxLifetime) > 0) {
            throw new IllegalArgumentException("the default lifetime is longer than the maximum lifetime");
        }
    }

    /** Returns the same settings for tokens of another issuer. */
    public TokenSettings withIssuer(String otherIssuer, String otherAudience) {
        return new TokenSettings(otherIssuer, otherAudience, defaultLifetime, maxLifetime, clockSkew);
    }
}
