package dev.roomscribe.session.presence;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks at the start and regularly whether Fishjam accepts the management token, and logs every change once. With a wrong
 * token, or the id of a Fishjam that does not exist, every start of a session would fail, and nothing else would show it.
 * A Fishjam that does not respond is logged too, but tells nothing about the token.
 *
 * <p>Every method may be called from any thread.
 */
public final class FishjamTokenCheck implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FishjamTokenCheck.class.getName());

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** After a failed check. */
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

    /** So many in a row count once Fishjam has accepted the token: a deployment of Fishjam may answer anything for a moment. */
    private static final int REJECTIONS = 3;

    private enum State {
        /** Nothing was answered yet, or the last answer was good. */
        ACCEPTED,
        REJECTED,
        NO_ANSWER
    }

    private final EventLoop eventLoop;
    private final @Nullable Supplier<Future<Void>> validation;
    private volatile State state = State.ACCEPTED;
    private boolean everAccepted;
    private int rejections;
    private volatile boolean rejected;
    private volatile boolean closed;

    private FishjamTokenCheck(EventLoop eventLoop, @Nullable Supplier<Future<Void>> validation) {
        this.eventLoop = requireNonNull(eventLoop, "eventLoop is null");
        this.validation = validation;
    }

    /**
     * Starts to check.
     *
     * @param eventLoop the checks run on it
     * @param validation asks Fishjam; fails with {@link FishjamException.Reason#UNAUTHORIZED} if the token is rejected
     */
    public static FishjamTokenCheck start(EventLoop eventLoop, Supplier<Future<Void>> validation) {
        FishjamTokenCheck check = new FishjamTokenCheck(eventLoop, requireNonNull(validation, "validation is null"));
        eventLoop.execute(check::check);
        return check;
    }

    /** Returns a check that asks nothing, for a Fishjam whose token cannot be wrong. */
    public static FishjamTokenCheck none(EventLoop eventLoop) {
        return new FishjamTokenCheck(eventLoop, null);
    }

    /** Returns whether Fishjam has rejected the token and not accepted it since. */
    public boolean isRejected() {
        return rejected;
    }

    private void check() {
        if (!closed && validation != null) {
            eventLoop.await(EventLoop.attempt(validation)).onComplete(this::onChecked);
        }
    }

    private void onChecked(AsyncResult<Void> result) {
        if (closed) {
            return;
        }
        Throwable failure = result.cause();
        if (failure == null) {
            onAccepted();
        } else if (failure instanceof FishjamException fishjam
                && fishjam.reason() == FishjamException.Reason.UNAUTHORIZED) {
            onRejected(fishjam);
        } else {
            onNoAnswer(failure);
        }
        eventLoop.schedule(state == State.ACCEPTED ? INTERVAL : RETRY_INTERVAL, this::check);
    }

    private void onAccepted() {
        if (state == State.NO_ANSWER || rejected) {
            LOG.log(
                    System.Logger.Level.INFO,
                    rejected ? "Fishjam accepts the management token; the service is ready" : "Fishjam responds again");
        }
        state = State.ACCEPTED;
        everAccepted = true;
        rejections = 0;
        rejected = false;
    }

    private void onRejected(FishjamException failure) {
        state = State.REJECTED;
        rejections++;
        if (everAccepted && rejections < REJECTIONS) {
            return;
        }
        if (!rejected) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "No room can be transcribed, and the service is not ready: set FISHJAM_ID and"
                            + " FISHJAM_MANAGEMENT_TOKEN to the values in Fishjam''s dashboard. {0}",
                    failure.getMessage());
        }
        rejected = true;
    }

    private void onNoAnswer(Throwable failure) {
        if (state == State.ACCEPTED) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Fishjam does not respond, so no room can be started: {0}",
                    failure instanceof FishjamException ? failure.getMessage() : failure.toString());
        }
        state = State.NO_ANSWER;
        rejections = 0;
    }

    /** Ends the checks. */
    @Override
    public void close() {
        closed = true;
    }
}
