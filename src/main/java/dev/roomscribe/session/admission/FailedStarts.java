package dev.roomscribe.session.admission;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Counts the starts that failed, by reason, and logs those of clients. May be used from any thread. */
public final class FailedStarts {
    private static final System.Logger LOG = System.getLogger(FailedStarts.class.getName());

    private final Function<Throwable, String> reason;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** @param reason returns one of a fixed set of names for every failure */
    public FailedStarts(Function<Throwable, String> reason) {
        this.reason = requireNonNull(reason, "reason is null");
    }

    /**
     * Counts and logs a start that a client requested.
     *
     * @param failure its message names the room
     * @return the failure
     */
    public <T> Future<T> addRequested(Throwable failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "A start failed ({0}): {1}",
                reason.apply(failure),
                String.valueOf(failure.getMessage()));
        return addAutomatic(failure);
    }

    /**
     * Counts an automatic start; automatic transcription logs a failure only when its message is new for the room.
     *
     * @return the failure
     */
    public <T> Future<T> addAutomatic(Throwable failure) {
        counts.computeIfAbsent(reason.apply(failure), first -> new LongAdder()).increment();
        return Future.failedFuture(failure);
    }

    /** Returns how many starts have failed for a reason. */
    public long count(String reasonName) {
        LongAdder count = counts.get(reasonName);
        return count == null ? 0 : count.sum();
    }
}
