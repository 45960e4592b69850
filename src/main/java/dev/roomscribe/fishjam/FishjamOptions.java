package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How patient a client is, and how much it takes in.
 *
 * @param requestTimeout how long one attempt of a REST call may take, connecting included
 * @param retries how often a failed call is tried again where that is safe; 0 for never
 * @param authenticationTimeout how long the agent socket may take to open and accept the token
 * @param pingInterval how often the agent socket is pinged
 * @param livenessLimit how long nothing may arrive before the agent socket counts as lost; more than two pings
 * @param maxFrameBytes the longest message taken from an agent socket
 * @param maxConnections how many agent sockets to one host may be open at once
 */
public record FishjamOptions(
        Duration requestTimeout,
        int retries,
        Duration authenticationTimeout,
        Duration pingInterval,
        Duration livenessLimit,
        int maxFrameBytes,
        int maxConnections) {

    public FishjamOptions {
        requirePositive(requestTimeout, "requestTimeout");
        requirePositive(authenticationTimeout, "authenticationTimeout");
        requirePositive(pingInterval, "pingInterval");
        requirePositive(livenessLimit, "livenessLimit");
        if (livenessLimit.compareTo(pingInterval) <= 0) {
            throw new IllegalArgumentException("livenessLimit must be longer than pingInterval");
        }
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries must be 0 to 10, not " + retries);
        }
        if (maxFrameBytes < 1024) {
            throw new IllegalArgumentException("maxFrameBytes must be at least 1024, not " + maxFrameBytes);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, not " + maxConnections);
        }
    }

    /** Returns what suits a service on the same continent as its Fishjam. */
    public static FishjamOptions defaults() {
        return new FishjamOptions(
                Duration.ofSeconds(10),
                2,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(45),
                1 << 20,
                2000);
    }

    public FishjamOptions withRequestTimeout(Duration timeout) {
        return new FishjamOptions(
                timeout, retries, authenticationTimeout, pingInterval, livenessLimit, maxFrameBytes, maxConnections);
    }

    public FishjamOptions withRetries(int count) {
        return new FishjamOptions(
                requestTimeout,
                count,
                authenticationTimeout,
                pingInterval,
                livenessLimit,
                maxFrameBytes,
                maxConnections);
    }

    public FishjamOptions withAuthenticationTimeout(Duration timeout) {
        return new FishjamOptions(
                requestTimeout, retries, timeout, pingInterval, livenessLimit, maxFrameBytes, maxConnections);
    }

    public FishjamOptions withLiveness(Duration ping, Duration limit) {
        return new FishjamOptions(
                requestTimeout, retries, authenticationTimeout, ping, limit, maxFrameBytes, maxConnections);
    }

    public FishjamOptions withMaxFrameBytes(int bytes) {
        return new FishjamOptions(
                requestTimeout, retries, authenticationTimeout, pingInterval, livenessLimit, bytes, maxConnections);
    }

    private static void requirePositive(Duration duration, String name) {
        if (requireNonNull(duration, name + " is null").isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }
}
