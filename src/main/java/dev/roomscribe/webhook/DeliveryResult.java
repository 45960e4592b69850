package dev.roomscribe.webhook;

import dev.roomscribe.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of one delivery attempt.
 *
 * @param response null if there was none
 * @param description for status and log, without the address of the receiver
 */
record DeliveryResult(@Nullable HttpResponse response, String description) {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;

    static DeliveryResult of(HttpResponse response) {
        return new DeliveryResult(response, "answered " + response.status());
    }

    static DeliveryResult noResponse(String description) {
        return new DeliveryResult(null, description);
    }

    private int status() {
        return response == null ? 0 : response.status();
    }

    boolean isAccepted() {
        return response != null && response.isSuccessful();
    }

    /** Returns whether the receiver wants no further events. */
    boolean isGone() {
        return status() == GONE;
    }

    /** Returns whether the receiver refuses this event, or is set up wrongly. Redirects are not followed. */
    boolean isRefused() {
        int status = status();
        return status >= 300
                && status < 500
                && status != REQUEST_TIMEOUT
                && status != TOO_EARLY
                && status != TOO_MANY_REQUESTS;
    }

    /** Returns the minimum delay before the next attempt that the receiver asks for; zero if it asks for none. */
    Duration retryDelay(Instant now) {
        return response == null ? Duration.ZERO : response.retryDelay(now).orElse(Duration.ZERO);
    }
}
