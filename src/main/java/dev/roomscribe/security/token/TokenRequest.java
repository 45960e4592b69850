package dev.roomscribe.security.token;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a new token is for.
 *
 * @param subject names the reader in the audit log, 1 to {@value #MAX_SUBJECT} characters; null to use the token's own id
 * @param lifetime at least one second; null for the default
 * @param key the API key that the token is created with and ends with; null if there is none
 */
public record TokenRequest(
        @Nullable String subject,
        RoomPatterns rooms,
        Set<Scope> scopes,
        @Nullable Duration lifetime,
        @Nullable KeyReference key) {
    public static final int MAX_SUBJECT = 128;

    /** @throws InvalidTokenException if a value is not accepted */
    public TokenRequest {
        requireNonNull(rooms, "rooms is null");
        scopes = Set.copyOf(scopes);
        if (subject != null && (subject.isBlank() || subject.length() > MAX_SUBJECT)) {
            throw new InvalidTokenException(
                    InvalidTokenException.Part.SUBJECT, "the subject must have 1 to " + MAX_SUBJECT + " characters");
        }
        if (scopes.isEmpty() || !scopes.stream().allMatch(Scope::isAllowedInTokens)) {
            throw new InvalidTokenException(
                    InvalidTokenException.Part.SCOPES, "a token has at least one scope, and never tokens:write");
        }
        if (lifetime != null && lifetime.toSeconds() < 1) {
            throw new InvalidTokenException(InvalidTokenException.Part.LIFETIME, "the lifetime must be at least 1 s");
        }
    }
}
