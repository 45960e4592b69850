package dev.roomscribe.security.access;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A kind of action that a principal may be allowed. */
public enum Scope {
    /** Start, finalize, pause and stop sessions. */
    ROOMS_WRITE("rooms:write"),
    /** List rooms and sessions. */
    ROOMS_READ("rooms:read"),
    /** Read captions and transcript files. */
    CAPTIONS_READ("captions:read"),
    /** Erase transcripts. */
    TRANSCRIPTS_DELETE("transcripts:delete"),
    /** Create reader tokens. Only API keys have it: a token that could create tokens would never expire. */
    TOKENS_WRITE("tokens:write");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /** Returns the scope with a name such as {@code rooms:write}; empty if there is none. */
    public static Optional<Scope> of(String value) {
        return Arrays.stream(values())
                .filter(scope -> scope.value.equals(value))
                .findFirst();
    }

    /** Returns all names, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(Scope::value).collect(Collectors.joining(", "));
    }

    /** Returns the name as in tokens and in the configuration, such as {@code rooms:write}. */
    public String value() {
        return value;
    }

    /** Returns whether a token can have this scope. */
    public boolean isAllowedInTokens() {
        return this != TOKENS_WRITE;
    }

    @Override
    public String toString() {
        return value;
    }
}
