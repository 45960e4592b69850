package dev.roomscribe.fishjam;

import java.time.Duration;

/**
 * Limits of agent and notification sockets.
 *
 * @param authenticationTimeout how long a socket may take to connect and be authenticated
 * @param pingInterval how often a socket is pinged
 * @param keepAliveTimeout how long a socket may receive nothing before it is considered lost; longer than the ping
 *     interval, and better longer than two
 * @param maxMessageBytes the longest message that is accepted, at least 1024 bytes
 * @param maxConnections how many sockets to one host may be open at the same time, at least 1
 */
public record SocketOptions(
        Duration authenticationTimeout,
        Duration pingInterval,
        Duration keepAliveTimeout,
        int maxMessageBytes,
        int maxConnections) {
    public SocketOptions {
        FishjamOptions.requirePositive(authenticationTimeout, "authenticationTimeout");
        FishjamOptions.requirePositive(pingInterval, "pingInterval");
        FishjamOptions.requirePositive(keepAliveTimeout, "keepAliveTimeout");
        if (keepAliveTimeout.compareTo(pingInterval) <= 0) {
            throw new IllegalArgumentException("keepAliveTimeout must be longer than pingInterval");
        }
        if (maxMessageBytes < 1024) {
            throw new IllegalArgumentException("maxMessageBytes must be at least 1024, not " + maxMessageBytes);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, not " + maxConnections);
        }
    }

    SocketOptions withAuthenticationTimeout(Duration timeout) {
        return new SocketOptions(timeout, pingInterval, keepAliveTimeout, maxMessageBytes, maxConnections);
    }

    SocketOptions withKeepAlive(Duration interval, Duration limit) {
        return new SocketOptions(authenticationTimeout, interval, limit, maxMessageBytes, maxConnections);
    }

    SocketOptions withMaxMessageBytes(int bytes) {
        return new SocketOptions(authenticationTimeout, pingInterval, keepAliveTimeout, bytes, maxConnections);
    }

    SocketOptions withMaxConnections(int count) {
        return new SocketOptions(authenticationTimeout, pingInterval, keepAliveTimeout, maxMessageBytes, count);
    }
}
