package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Decides how an agent that lost its connection reconnects: after the loss, and again after each failed attempt, from
 * the close code or the error that Fishjam gave. One instance handles one loss.
 */
final class ReconnectPolicy {
    /** A way to reconnect. */
    enum Action {
        /** Connect with the current token. */
        CONNECT,
        /** Refresh the token, then connect. */
        REFRESH_TOKEN,
        /** Create another agent if the room still exists, then connect as that agent. */
        REPLACE_AGENT
    }

    /** What to do next. */
    sealed interface Decision {
        /** Perform {@code action} after {@code delay}. */
        record Retry(Action action, Duration delay) implements Decision {}

        /** Do not reconnect: the room no longer exists. */
        record RoomClosed() implements Decision {}

        /** Do not reconnect: the agent was removed from the room on purpose. */
        record AgentRemoved() implements Decision {}

        /** Do not reconnect; {@code detail} tells API clients why the session ended. */
        record Fail(String detail) implements Decision {}

        /** Tells the session of an agent that does not reconnect. */
        default void report(RoomAgentListener listener) {
            if (this instanceof Fail fail) {
                listener.onTerminated(SessionEndReason.FAILED, fail.detail());
            } else if (this instanceof AgentRemoved) {
                // The removal was deliberate, so the agent does not rejoin.
                listener.onTerminated(
                        SessionEndReason.STOPPED,
                        "A Fishjam client removed the agent from the room. Start the room again if that was a mistake.");
            } else {
                listener.onTerminated(SessionEndReason.ROOM_DELETED, null);
            }
        }
    }

    /**
     * After this many failed connections the agent is replaced, if the room can be read: the room may have moved to a
     * machine whose address only a new agent receives, or an old connection that Fishjam has not noticed as dead may be
     * blocking this one.
     */
    private static final int MAX_CONNECTS = 4;

    /** How many steps further the backoff starts if Fishjam needs time to notice a dead connection. */
    private static final int EXTRA_BACKOFF_STEPS = 2;

    /** How often it is checked whether another agent may be created. */
    static final Duration CONFIRMATION_INTERVAL = Duration.ofMillis(500);

    private final String lossMessage;
    private final Duration timeout;
    private long triesNanos;
    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private int failures;
    private int connects;

    /**
     * Creates the policy for a loss that happens now.
     *
     * @param timeout how long to try to reconnect
     * @param random returns numbers from 0 to 1, for the jitter of the delays
     */
    ReconnectPolicy(SocketClosed lost, Duration timeout, LongSupplier nanoTime, DoubleSupplier random) {
        lossMessage = "The agent's connection was lost (code " + lost.code()
                + (lost.reason().isEmpty() ? "" : ", " + lost.reason()) + ")";
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        triesNanos = nanoTime.getAsLong();
        backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), random);
    }

    /** Returns what to do after a connection was closed. */
    Decision onClosed(SocketClosed closed) {
        return switch (closed.action()) {
            case RECONNECT -> retry(Action.CONNECT, Duration.ZERO);
            case RECONNECT_LATER -> {
                // Counted twice: waiting until Fishjam notices the dead connection could lose more than a minute of
                // audio, so the agent is replaced sooner.
                connects++;
                yield retry(Action.CONNECT, backoff.delay(failures + 1 + EXTRA_BACKOFF_STEPS));
            }
            case REFRESH_TOKEN -> retry(Action.REFRESH_TOKEN, Duration.ZERO);
            case REPLACE_AGENT -> retry(Action.REPLACE_AGENT, Duration.ZERO);
            case ROOM_CLOSED -> new Decision.RoomClosed();
            case STOP -> new Decision.AgentRemoved();
            case FAIL ->
                failures == 0 ? new Decision.Fail(lossMessage + ". Start the room again.") : fail(closed.reason());
        };
    }

    /** Returns what to do after an attempt failed. */
    Decision onFailure(Action attempted, Throwable failure) {
        if (failure instanceof AgentException.ConnectionLost lost) {
            return onClosed(lost.closed());
        } else if (failure instanceof SocketRefusedException refused) {
            return onClosed(refused.closed());
        } else if (failure instanceof FishjamException fishjam) {
            return attempted == Action.CONNECT ? onConnectFailure(fishjam) : onRequestFailure(attempted, fishjam);
        } else if (failure instanceof AgentException.RoomNotFound) {
            return new Decision.RoomClosed();
        } else if (failure instanceof AgentException.RoomNotConfirmed) {
            // It is no failure of Fishjam, and may take longer than the timeout.
            triesNanos = nanoTime.getAsLong();
            return new Decision.Retry(attempted, CONFIRMATION_INTERVAL);
        }
        return retry(attempted, Duration.ZERO);
    }

    private Decision onConnectFailure(FishjamException failure) {
        return switch (failure.reason()) {
            case NOT_FOUND, INVALID_RESPONSE -> retry(Action.REPLACE_AGENT, Duration.ZERO);
            case BAD_REQUEST,
                    UNAUTHORIZED,
                    QUOTA_EXCEEDED,
                    PEER_LIMIT,
                    RATE_LIMITED,
                    UNAVAILABLE,
                    SERVER_ERROR,
                    NO_RESPONSE,
                    REFUSED -> retry(Action.CONNECT, failure.retryAfter().orElse(Duration.ZERO));
        };
    }

    private Decision onRequestFailure(Action attempted, FishjamException failure) {
        return switch (failure.reason()) {
            case BAD_REQUEST, UNAUTHORIZED, QUOTA_EXCEEDED -> fail(String.valueOf(failure.getMessage()));
            case NOT_FOUND -> retry(Action.REPLACE_AGENT, Duration.ZERO);
            case PEER_LIMIT, RATE_LIMITED ->
                retry(attempted, failure.retryAfter().orElse(Duration.ZERO));
            // Connecting needs the socket only, and it may work while the REST API does not answer.
            case UNAVAILABLE, SERVER_ERROR, INVALID_RESPONSE, NO_RESPONSE, REFUSED ->
                retry(Action.CONNECT, failure.retryAfter().orElse(Duration.ZERO));
        };
    }

    private Decision retry(Action action, Duration minDelay) {
        if (nanoTime.getAsLong() - triesNanos >= timeout.toNanos()) {
            return fail("every attempt within " + timeout.toSeconds() + " s failed");
        }
        failures++;
        Action next = action;
        if (action == Action.CONNECT && ++connects > MAX_CONNECTS) {
            next = Action.REPLACE_AGENT;
            connects = 0;
        }
        Duration delay = backoff.delay(failures);
        return new Decision.Retry(next, delay.compareTo(minDelay) < 0 ? minDelay : delay);
    }

    private Decision fail(String why) {
        String end = why.endsWith(".") ? "" : ".";
        return new Decision.Fail(lossMessage + " and could not be restored: " + why + end + " Start the room again.");
    }
}
