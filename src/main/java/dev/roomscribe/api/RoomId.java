package dev.roomscribe.api;

import java.util.regex.Pattern;

/**
 * A room's id as it stands in a path. Fishjam's ids are opaque and may be long, so only what can be no id is refused.
 *
 * @param value 1 to 256 characters, none of them a control character, white space or a slash
 */
public record RoomId(String value) {
    private static final Pattern FORM = Pattern.compile("[^\\p{Cntrl}\\s/\\\\]{1,256}");

    /** Takes a path segment; Jakarta REST calls it. */
    public RoomId {
        if (!FORM.matcher(value).matches()) {
            throw new ProblemException(
                    Problem.Kind.BAD_REQUEST,
                    "A room id has 1 to 256 characters, without white space, control characters or slashes.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
