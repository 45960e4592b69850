package dev.roomscribe.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt.
 *
 * @param status of HTTP; 0 if there was no answer
 * @param retryAfter how the receiver put when it wants the next; null if it did not
 * @param words for people; names nothing but the kind of what happened
 */
record DeliveryResult(int status, @Nullable String retryAfter, String words) {
    static DeliveryResult of(int status, @Nullable String retryAfter) {
        return new DeliveryResult(status, retryAfter, "answered " + status);
    }

    static DeliveryResult none(String words) {
        return new DeliveryResult(0, null, words);
    }

    boolean isAccepted() {
        return status >= 200 && status < 300;
    }

    /** Returns whether the receiver wants no more, ever. */
    boolean isFarewell() {
        return status == 410;
    }

    /** Returns whether somebody is there and wants this in particular not, or not so; a redirection is followed by nobody. */
    boolean isRefusal() {
        return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
    }

    /** Returns the least time until the next attempt. */
    Duration wish(Instant now) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        String given = retryAfter.strip();
        try {
            if (given.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(given));
            }
            return Duration.between(
                    now,
                    ZonedDateTime.parse(given, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
