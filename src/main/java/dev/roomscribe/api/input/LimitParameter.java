package dev.roomscribe.api.input;

import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code limit} of a list that is divided into pages. */
public final class LimitParameter {
    private LimitParameter() {}

    /**
     * Returns the maximum number of items on a page.
     *
     * @param text null if the parameter is missing
     * @param absent returned if it is missing
     * @throws ProblemException if it is not a number from 1 to {@code max}
     */
    public static int parse(@Nullable String text, int absent, int max) {
        try {
            int requested = text == null ? absent : Integer.parseInt(text);
            if (requested >= 1 && requested <= max) {
                return requested;
            }
        } catch (NumberFormatException e) {
            // Reported in the same way as a number out of range.
        }
        throw new ProblemException(
                Problem.Type.BAD_REQUEST,
                FieldError.parameter("limit", "limit must be a number from 1 to " + max + "."));
    }
}
