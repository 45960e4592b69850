package dev.roomscribe.api;

import java.util.regex.Pattern;

/**
 * A room's id as a path segment. Fishjam's ids are opaque and may be long, so this rejects only what cannot be an id.
 *
 * @param value 1 to 256 characters, none of them a control character, white space, a slash or a backslash
 */
public record RoomId(String value) {
    private static final Pattern FORM = Pattern.compile("[^\\p{Cntrl}\\s/\\\\]{1,256}");

    /** Parses a path segment. Called by Jakarta REST. */
    public RoomId {
        if (!FORM.matcher(value).matches()) {
            throw new ProblemException(
                    Problem.Type.BAD_REQUEST,
                    "A room id has 1 to 256 characters, without white space, control characters or slashes.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
