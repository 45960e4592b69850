package dev.roomscribe.session;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.session.runtime.EventLoop;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The lease of one session on its room, and its record. A session runs even if its record cannot be stored; it is not
 * continued after a restart then. Confined to its session's event loop.
 */
final class SessionLease {
    private static final System.Logger LOG = System.getLogger(SessionLease.class.getName());

    private final String roomId;
    private final SessionOrigin origin;
    private final StartOptions options;
    private final SessionRecords records;
    private final EventLoop eventLoop;
    private @Nullable Lease lease;
    private String agentId = "";

    SessionLease(
            String roomId, SessionOrigin origin, StartOptions options, SessionRecords records, EventLoop eventLoop) {
        this.roomId = roomId;
        this.origin = origin;
        this.options = options;
        this.records = records;
        this.eventLoop = eventLoop;
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

    /** Stores that this process runs the session with this agent; never fails. */
    Future<Void> running(String agentId) {
        this.agentId = agentId;
        return store(false);
    }

    /** Releases the lease and leaves the session to the next process; never fails. */
    Future<Void> suspend() {
        Lease held = lease;
        return held == null
                ? Future.succeededFuture()
                : store(true).compose(stored -> finish(Future.fromCompletionStage(held.release()), "released"));
    }

    /** Removes the record, as the session has ended, and releases the lease; never fails. */
    Future<Void> end() {
        Lease held = lease;
        return held == null
                ? Future.succeededFuture()
                : finish(Future.fromCompletionStage(held.end()), "removed, so the next start may continue the session");
    }

    private Future<Void> store(boolean suspended) {
        Lease held = lease;
        if (held == null) {
            return Future.succeededFuture();
        }
        SessionRecord record = new SessionRecord(
                roomId,
                origin.sessionId(),
                held.fence(),
                origin.clock().startedAt(),
                agentId,
                suspended,
                StoredOptions.write(options));
        return finish(
                Future.fromCompletionStage(held.save(record)),
                "stored, so a restart of the service may not continue it");
    }

    private Future<Void> finish(Future<Void> change, String consequence) {
        return eventLoop.await(change).recover(failure -> {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: the record of session {1} could not be {2}: {3}",
                    roomId,
                    origin.sessionId(),
                    consequence,
                    failure.toString());
            return Future.succeededFuture();
        });
    }
}
