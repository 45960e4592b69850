package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Time and size limits of a Fishjam client. Start with {@link #defaults} and change what differs.
 *
 * @param rest limits of REST calls
 * @param sockets limits of agent and notification sockets
 */
public record FishjamOptions(RestOptions rest, SocketOptions sockets) {
    private static final FishjamOptions DEFAULTS = new FishjamOptions(
            new RestOptions(Duration.ofSeconds(10), 2),
            new SocketOptions(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(45), 1 << 20, 2000));

    public FishjamOptions {
        requireNonNull(rest, "rest is null");
        requireNonNull(sockets, "sockets is null");
    }

    /**
     * Returns options for a service on the same continent as its Fishjam: requests and authentication within 10 s, 2
     * retries, a ping every 20 s, a keep-alive timeout of 45 s, messages up to 1 MiB and 2000 sockets to a host.
     */
    public static FishjamOptions defaults() {
        return DEFAULTS;
    }

    /** Returns options with another {@link RestOptions#requestTimeout}. */
    public FishjamOptions withRequestTimeout(Duration timeout) {
        return new FishjamOptions(new RestOptions(timeout, rest.retries()), sockets);
    }

    /** Returns options with another {@link RestOptions#retries}. */
    public FishjamOptions withRetries(int count) {
        return new FishjamOptions(new RestOptions(rest.requestTimeout(), count), sockets);
    }

    /** Returns options with another {@link SocketOptions#authenticationTimeout}. */
    public FishjamOptions withAuthenticationTimeout(Duration timeout) {
        return new FishjamOptions(rest, sockets.withAuthenticationTimeout(timeout));
    }

    /** Returns options with another {@link SocketOptions#pingInterval} and {@link SocketOptions#keepAliveTimeout}. */
    public FishjamOptions withKeepAlive(Duration pingInterval, Duration limit) {
        return new FishjamOptions(rest, sockets.withKeepAlive(pingInterval, limit));
    }

    /** Returns options with another {@link SocketOptions#maxMessageBytes}. */
    public FishjamOptions withMaxMessageBytes(int bytes) {
        return new FishjamOptions(rest, sockets.withMaxMessageBytes(bytes));
    }

    /** Returns options with another {@link SocketOptions#maxConnections}. */
    public FishjamOptions withMaxConnections(int count) {
        return new FishjamOptions(rest, sockets.withMaxConnections(count));
    }

    static void requirePositive(Duration duration, String name) {
        if (requireNonNull(duration, name + " is null").isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }
}
