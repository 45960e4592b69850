package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long a connection may keep the server waiting. None of these ends a connection whose client reads a response as fast
 * as it is sent, however long that takes or however rarely something is sent.
 *
 * @param header from the first byte of a request, or from the start of the connection, to the end of the request's headers
 * @param body from the end of the headers to the end of the body
 * @param idle from the end of a response to the first byte of the next request
 * @param write how long the client may read nothing of what is waiting to be sent to it
 */
public record ConnectionTimeouts(Duration header, Duration body, Duration idle, Duration write) {
    public ConnectionTimeouts {
        requireNonNull(header, "header is null");
        requireNonNull(body, "body is null");
        requireNonNull(idle, "idle is null");
        requireNonNull(write, "write is null");
    }
}
