package dev.roomscribe.fishjam;

import java.time.Duration;

/**
 * Limits of REST calls.
 *
 * @param requestTimeout how long one attempt of a call may take, connecting included
 * @param retries how often a failed call is retried where that is safe, 0 to 10
 */
public record RestOptions(Duration requestTimeout, int retries) {
    public RestOptions {
        FishjamOptions.requirePositive(requestTimeout, "requestTimeout");
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries must be 0 to 10, not " + retries);
        }
    }
}
