package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

/**
 * What bounds the connections of both servers.
 *
 * @param main counts the connections of the server for clients
 * @param management counts the connections of the management server
 * @param timeouts of the connections of both
 */
public record ConnectionLimits(ConcurrencyLimit main, ConcurrencyLimit management, ConnectionTimeouts timeouts) {
    public ConnectionLimits {
        requireNonNull(main, "main is null");
        requireNonNull(management, "management is null");
        requireNonNull(timeouts, "timeouts is null");
    }
}
