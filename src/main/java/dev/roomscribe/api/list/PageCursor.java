package dev.roomscribe.api.list;

import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;

/** The query parameter {@code after} of a list: where the previous page ended, in a form that clients do not read. */
final class PageCursor {
    private PageCursor() {}

    /** Returns the text of a position; all parts but the last are without spaces. */
    static String of(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(text.isEmpty() ? "" : " ").append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the position of a text.
     *
     * @param parts how many parts the text has
     * @param position makes the position of the parts; may throw {@link IllegalArgumentException}
     * @throws ProblemException if the text is not from the list
     */
    static <T> T parse(String cursor, int parts, Function<String[], T> position) {
        try {
            String[] found =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", parts);
            if (found.length == parts) {
                return position.apply(found);
            }
        } catch (IllegalArgumentException e) {
            // Reported in the same way as a wrong number of parts.
        }
        throw new ProblemException(
                Problem.Type.BAD_REQUEST,
                FieldError.parameter("after", "after must be that of next in the previous page."));
    }
}
