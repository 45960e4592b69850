package dev.roomscribe.security.token;

import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token whose signature and validity are verified.
 *
 * @param name the claim {@code sub}, or {@code jti} if there is no subject
 * @param scopes those of this service; others are left out, and so is {@code tokens:write}
 * @param keyId the claim {@code key}; null if there is none
 * @param keyFingerprint the claim {@code key_fingerprint}; null if there is none
 */
public record CheckedToken(
        String name,
        Set<Scope> scopes,
        RoomPatterns rooms,
        Instant expiry,
        @Nullable String keyId,
        @Nullable String keyFingerprint) {}
