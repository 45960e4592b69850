package dev.roomscribe.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response to one request, of any status.
 *
 * @param retryAfter the {@code Retry-After} header; null if there is none
 * @param body empty if the sender discards bodies
 */
public record HttpResponse(int status, @Nullable String retryAfter, Buffer body) {
    public HttpResponse {
        requireNonNull(body, "body is null");
    }

    /** Returns whether the status is 2xx. */
    public boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    /**
     * Returns how long the server asks the client to wait before the next request: {@code Retry-After} in seconds or as
     * an HTTP date, zero for a date in the past, empty if the header is absent or malformed.
     */
    public Optional<Duration> retryDelay(Instant now) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        String value = retryAfter.strip();
        try {
            if (value.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration delay = Duration.between(now, date.toInstant());
            return Optional.of(delay.isNegative() ? Duration.ZERO : delay);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Keeps the body out of logs: it may contain tokens. */
    @Override
    public String toString() {
        return "HttpResponse[status=" + status + ", bytes=" + body.length() + "]";
    }
}
