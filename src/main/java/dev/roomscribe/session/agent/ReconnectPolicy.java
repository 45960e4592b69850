package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.session.SessionException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Decides how a lost agent comes back, one attempt after the other, by what Fishjam says. Made for one loss and done with
 * it.
 */
final class ReconnectPolicy {
    /** A way to come back. */
    enum Move {
        /** With the token there is. */
        CONNECT,
        /** With another token. */
        REFRESH_TOKEN,
        /** As another agent, if the room still is. */
        REPLACE_AGENT
    }

    /** What to do next. */
    sealed interface Step {
        record Try(Move move, Duration after) implements Step {}

        record RoomOver() implements Step {}

        /** Not at all: somebody took the agent out of the room, and means it. */
        record Dismissed() implements Step {}

        /** Not at all: {@code why} is a sentence for whoever reads why the session ended. */
        record GiveUp(String why) implements Step {}
    }

    /**
     * After as many failed connections another agent is made, if the room can be read: it may have moved to a machine
     * whose address only a new agent is told, or an old connection, dead but not noticed as such, keeps this one out.
     */
    private static final int MOST_CONNECTS = 4;

    /** How many tries further along the waiting begins where Fishjam needs a moment itself. */
    private static final int LATER = 2;

    private final String loss;
    private final Duration within;
    private final long lostNanos;
    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private int failures;
    private int connects;

    /**
     * Begins with a loss.
     *
     * @param within how long it may be tried
     * @param random gives numbers from 0 to 1
     */
    ReconnectPolicy(SocketClosed lost, Duration within, LongSupplier nanoTime, DoubleSupplier random) {
        loss = "The agent's connection was lost (code " + lost.code()
                + (lost.reason().isEmpty() ? "" : ", " + lost.reason()) + ")";
        this.within = within;
        this.nanoTime = nanoTime;
        lostNanos = nanoTime.getAsLong();
        backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), random);
    }

    /** Returns what to do about a connection that was closed. */
    Step after(SocketClosed closed) {
        return switch (closed.action()) {
            case RECONNECT -> again(Move.CONNECT, Duration.ZERO);
            case RECONNECT_LATER -> {
                // Waiting it out could take more than a minute of what is being said.
                connects++;
                yield again(Move.CONNECT, backoff.delay(failures + 1 + LATER));
            }
            case REFRESH_TOKEN -> again(Move.REFRESH_TOKEN, Duration.ZERO);
            case REPLACE_AGENT -> again(Move.REPLACE_AGENT, Duration.ZERO);
            case ROOM_CLOSED -> new Step.RoomOver();
            case STOP -> new Step.Dismissed();
            case GIVE_UP -> failures == 0 ? giveUp("") : hopeless(closed.reason());
        };
    }

    /** Returns what to do about an attempt that failed. */
    Step failed(Move move, Throwable why) {
        if (why instanceof ConnectionLost lost) {
            return after(lost.closed());
        } else if (why instanceof SocketRefusedException refused) {
            return after(refused.closed());
        } else if (why instanceof FishjamException fishjam) {
            return move == Move.CONNECT ? notConnected(fishjam) : notDone(move, fishjam);
        } else if (why instanceof SessionException gone && gone.reason() == SessionException.Reason.NO_SUCH_ROOM) {
            return new Step.RoomOver();
        }
        return again(move, Duration.ZERO);
    }

    private Step notConnected(FishjamException why) {
        return switch (why.reason()) {
            case NOT_FOUND, INVALID_RESPONSE -> again(Move.REPLACE_AGENT, Duration.ZERO);
            case BAD_REQUEST,
                    UNAUTHORIZED,
                    QUOTA_EXCEEDED,
                    PEER_LIMIT,
                    RATE_LIMITED,
                    UNAVAILABLE,
                    SERVER_ERROR,
                    NO_RESPONSE,
                    REFUSED -> again(Move.CONNECT, why.retryAfter().orElse(Duration.ZERO));
        };
    }

    private Step notDone(Move move, FishjamException why) {
        return switch (why.reason()) {
            case BAD_REQUEST, UNAUTHORIZED, QUOTA_EXCEEDED -> hopeless(String.valueOf(why.getMessage()));
            case NOT_FOUND -> again(Move.REPLACE_AGENT, Duration.ZERO);
            case PEER_LIMIT, RATE_LIMITED -> again(move, why.retryAfter().orElse(Duration.ZERO));
            // The socket may do without what does not answer here.
            case UNAVAILABLE, SERVER_ERROR, INVALID_RESPONSE, NO_RESPONSE, REFUSED ->
                again(Move.CONNECT, why.retryAfter().orElse(Duration.ZERO));
        };
    }

    private Step again(Move move, Duration atLeast) {
        if (nanoTime.getAsLong() - lostNanos >= within.toNanos()) {
            return hopeless("it was not back within " + within.toSeconds() + " s");
        }
        failures++;
        Move next = move;
        if (move == Move.CONNECT && ++connects > MOST_CONNECTS) {
            next = Move.REPLACE_AGENT;
            connects = 0;
        }
        Duration usual = backoff.delay(failures);
        return new Step.Try(next, usual.compareTo(atLeast) < 0 ? atLeast : usual);
    }

    private Step hopeless(String why) {
        String end = why.endsWith(".") ? "" : ".";
        return giveUp(" and cannot be taken up again: " + why + end);
    }

    private Step giveUp(String why) {
        return new Step.GiveUp(loss + why + (why.isEmpty() ? "." : "") + " Start the room again.");
    }
}
