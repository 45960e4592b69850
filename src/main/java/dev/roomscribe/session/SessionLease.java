package dev.roomscribe.session;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The lease of one session on its room, and its record. A session runs even if its record cannot be stored; storing it is
 * retried every second, and until it is stored the session is not resumed after a restart. Confined to its session's
 * event loop.
 */
final class SessionLease {
    private static final System.Logger LOG = System.getLogger(SessionLease.class.getName());
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final String roomId;
    private final SessionOrigin origin;
    private final StartOptions options;
    private final SessionRecords records;
    private final EventLoop eventLoop;
    private final Duration timeout;
    private @Nullable Lease lease;
    private String agentId = "";
    private @Nullable Instant pausedSince;
    private boolean retrying;
    /** Whether a failure was logged. */
    private boolean failing;

    /** @param timeout how long each change may take before the session continues without waiting for it */
    SessionLease(
            String roomId,
            SessionOrigin origin,
            StartOptions options,
            SessionRecords records,
            EventLoop eventLoop,
            Duration timeout) {
        this.roomId = roomId;
        this.origin = origin;
        this.options = options;
        this.records = records;
        this.eventLoop = eventLoop;
        this.timeout = timeout;
    }

    /** Takes the lease; fails with {@link SessionException} if another session or another process has it. */
    Future<Void> acquire() {
        return eventLoop
                .await(Future.fromCompletionStage(records.acquire(roomId)))
                .compose(acquired -> {
                    lease = acquired.orElse(null);
                    return lease == null
                            ? Future.failedFuture(SessionException.runsElsewhere(roomId))
                            : Future.succeededFuture();
                });
    }

    /** Stores that this process runs the session with this agent, now or when that is possible; never fails. */
    Future<Void> running(String agentId) {
        this.agentId = agentId;
        return store(false).mapEmpty();
    }

    /** Sets since when the session is paused, for the next time that the record is stored; null if it is not. */
    void pausedSince(@Nullable Instant since) {
        pausedSince = since;
    }

    /**
     * Stores since when the session is paused, now or when that is possible; null if it is not.
     *
     * @return fails with {@link SessionException} if it could not be stored yet
     */
    Future<Void> storePaused(@Nullable Instant since) {
        pausedSince = since;
        return store(false)
                .compose(stored ->
                        stored ? Future.succeededFuture() : Future.failedFuture(SessionException.notStored(roomId)));
    }

    private void retry() {
        if (!retrying) {
            retrying = true;
            eventLoop.schedule(RETRY_INTERVAL, () -> {
                retrying = false;
                if (lease != null) {
                    var unused = store(false);
                }
            });
        }
    }

    /** Releases the lease and leaves the session to the next process; never fails. */
    Future<Void> suspend() {
        Lease held = lease;
        if (held == null) {
            return Future.succeededFuture();
        }
        Future<Boolean> stored = store(true);
        lease = null;
        return stored.compose(done -> change(held.release(), "released")).mapEmpty();
    }

    /** Removes the record, as the session has ended, and releases the lease; never fails. */
    Future<Void> end() {
        Lease held = lease;
        lease = null;
        return held == null
                ? Future.succeededFuture()
                : change(held.end(), "removed, so the next start may resume the session")
                        .mapEmpty();
    }

    /** Completes with whether the record is stored; never fails. Without a lease, nothing needs to be stored. */
    private Future<Boolean> store(boolean suspended) {
        Lease held = lease;
        if (held == null) {
            return Future.succeededFuture(true);
        }
        SessionRecord record = new SessionRecord(
                roomId,
                origin.sessionId(),
                held.fence(),
                origin.clock().startedAt(),
                agentId,
                suspended,
                pausedSince,
                StoredOptions.write(options));
        return change(held.save(record), "stored, so a restart of the service may not resume it");
    }

    /** Completes with whether the change was made; never fails. */
    private Future<Boolean> change(CompletionStage<Void> change, String consequence) {
        Future<Void> done = eventLoop.await(Future.fromCompletionStage(change));
        return eventLoop.limit(done, timeout).map(true).recover(failure -> {
            LOG.log(
                    failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "Room {0}: the record of session {1} could not be {2}: {3}",
                    roomId,
                    origin.sessionId(),
                    consequence,
                    failure.toString());
            failing = true;
            if (lease != null) {
                retry();
            }
            return Future.succeededFuture(false);
        });
    }
}
