package dev.roomscribe.api;

import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import java.util.regex.Pattern;

/**
 * A room's id as a path segment. Fishjam's ids are opaque and may be long, so this rejects only what cannot be an id.
 *
 * @param value 1 to 256 characters, none of them a separator (white space), a slash, a backslash, or a character of
 *     Unicode's category "other": control, format, surrogate, private-use and unassigned characters. Such an id could not be
 *     told from another one in a log or on a page
 */
public record RoomId(String value) {
    private static final Pattern FORM = Pattern.compile("[^\\p{C}\\p{Z}/\\\\]{1,256}");

    /** Parses a path segment. Called by Jakarta REST. */
    public RoomId {
        if (!FORM.matcher(value).matches()) {
            throw new ProblemException(
                    Problem.Type.BAD_REQUEST,
                    FieldError.parameter(
                            "roomId",
                            "A room id has 1 to 256 characters, without white space, invisible characters or slashes."));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
