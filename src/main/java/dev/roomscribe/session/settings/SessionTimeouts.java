package dev.roomscribe.session.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The timeouts of a session.
 *
 * @param reconnect how long a lost connection to Fishjam may take to be restored before the session ends as failed
 * @param shutdown how long each step of ending a session may take: recognizing the last audio, leaving the room, writing
 *     the transcript
 */
public record SessionTimeouts(Duration reconnect, Duration shutdown) {
    /** 5 min to reconnect, 5 s for each step of ending. */
    public static final SessionTimeouts DEFAULT = new SessionTimeouts(Duration.ofMinutes(5), Duration.ofSeconds(5));

    public SessionTimeouts {
        requireNonNull(reconnect, "reconnect is null");
        requireNonNull(shutdown, "shutdown is null");
    }

    public SessionTimeouts withReconnect(Duration timeout) {
        return new SessionTimeouts(timeout, shutdown);
    }

    public SessionTimeouts withShutdown(Duration timeout) {
        return new SessionTimeouts(reconnect, timeout);
    }
}
