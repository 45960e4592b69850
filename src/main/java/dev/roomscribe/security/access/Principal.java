package dev.roomscribe.security.access;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity behind a request and what it may do. Contains no secret.
 *
 * @param id for the audit log: {@code key:} and the id of an API key, {@code token:} or {@code user:} and the subject of a
 *     token, or {@code anonymous}
 * @param scopes apply to every room of {@code rooms}
 * @param key what quotas are counted for; null if there is no API key
 */
public record Principal(
        String id,
        Set<Scope> scopes,
        RoomPatterns rooms,
        @Nullable KeyReference key) {
    /** Every client, where the service requires no credentials. May do everything. */
    public static final Principal ANONYMOUS =
            new Principal("anonymous", Set.of(Scope.values()), RoomPatterns.ALL, null);

    public Principal {
        requireNonNull(id, "id is null");
        scopes = Set.copyOf(scopes);
        requireNonNull(rooms, "rooms is null");
    }

    /** Returns whether the principal has a scope, in at least one room if it has rooms. */
    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /** Returns whether the principal has a scope in a room. */
    public boolean may(Scope scope, String roomId) {
        return may(scope) && sees(roomId);
    }

    /** Returns whether a room exists as far as the principal can know. */
    public boolean sees(String roomId) {
        return rooms.matches(roomId);
    }

    /**
     * Returns whether the principal may create a token with a scope: with {@code tokens:write} one that reads captions, and
     * one with any other scope that it has itself.
     */
    public boolean mayGrant(Scope scope) {
        return may(Scope.TOKENS_WRITE) && scope.isAllowedInTokens() && (scope == Scope.CAPTIONS_READ || may(scope));
    }
}
