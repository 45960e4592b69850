package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.session.agent.ReconnectPolicy.Action;
import dev.roomscribe.session.agent.ReconnectPolicy.Decision;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides how an agent takes the place of the one that an earlier process left. It is tried until it succeeds or the room
 * is gone, because a restart must not end a session: not while Fishjam does not answer, and not while it refuses the
 * service's token, which the next restart may correct.
 */
final class TakeoverPolicy {
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration MAX_DELAY = Duration.ofSeconds(15);

    private final Backoff backoff;
    private int failures;

    /** @param random returns numbers from 0 to 1, for the jitter of the delays */
    TakeoverPolicy(DoubleSupplier random) {
        backoff = new Backoff(FIRST_DELAY, MAX_DELAY, random);
    }

    /** Returns what to do after an attempt failed. */
    Decision onFailure(Throwable failure) {
        SocketClosed closed = closed(failure);
        if (failure instanceof AgentException.RoomNotFound
                || (closed != null && closed.action() == CloseAction.ROOM_CLOSED)) {
            return new Decision.RoomClosed();
        } else if (closed != null && closed.action() == CloseAction.STOP) {
            return new Decision.AgentRemoved();
        } else if (failure instanceof AgentException.RoomNotConfirmed) {
            return new Decision.Retry(Action.REPLACE_AGENT, ReconnectPolicy.CONFIRMATION_INTERVAL);
        }
        Duration delay = backoff.delay(++failures);
        Duration minDelay = failure instanceof FishjamException fishjam
                ? fishjam.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        return new Decision.Retry(Action.REPLACE_AGENT, delay.compareTo(minDelay) < 0 ? minDelay : delay);
    }

    private static @Nullable SocketClosed closed(Throwable failure) {
        if (failure instanceof AgentException.ConnectionLost lost) {
            return lost.closed();
        }
        return failure instanceof SocketRefusedException refused ? refused.closed() : null;
    }
}
