package dev.roomscribe.api.input;

import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Query parameters that are times. */
public final class TimeParameter {
    /** A plus that the client has not encoded means a space in a query. */
    private static final Pattern DECODED_PLUS = Pattern.compile(" (?=\\d\\d(:\\d\\d)*$)");

    /** Of RFC 3339; Java also reads later years, in which a time has no number of milliseconds. */
    private static final int MAX_YEAR = 9_999;

    private TimeParameter() {}

    /**
     * Returns the time of a parameter; null if it is missing.
     *
     * @param name of the parameter
     * @param text RFC 3339 with a zone, such as {@code 2026-09-10T10:00:00+02:00}; the plus may have been decoded to a space
     * @throws ProblemException if it is not a time
     */
    public static @Nullable Instant parse(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time =
                    OffsetDateTime.parse(DECODED_PLUS.matcher(text).replaceFirst("+"));
            if (time.getYear() >= 0 && time.getYear() <= MAX_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // Reported in the same way as a time out of range.
        }
        throw new ProblemException(
                Problem.Type.BAD_REQUEST,
                FieldError.parameter(
                        name,
                        name
                                + " must be a time with its zone, such as 2026-09-10T10:00:00Z or 2026-09-10T12:00:00+02:00."));
    }
}
