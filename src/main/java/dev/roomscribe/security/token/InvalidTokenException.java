package dev.roomscribe.security.token;

import java.util.Locale;

/** A requested token is not possible. The message is a clause for the client, such as "the lifetime must be at least 1 s". */
public final class InvalidTokenException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Which part of the request is not accepted. */
    public enum Part {
        SUBJECT,
        SCOPES,
        LIFETIME;

        /** Returns the name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Part part;

    InvalidTokenException(Part part, String message) {
        super(message);
        this.part = part;
    }

    public Part part() {
        return part;
    }
}
