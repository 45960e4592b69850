package dev.roomscribe.session;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The lease of one session on its room, and its record. A session runs even if its record cannot be stored; storing it is
 * retried every second, and until it is stored the session is not resumed after a restart. Confined to its session's
 * event loop.
 *
 * <pre>
 *   NONE ──acquire──▶ HELD ──end, release──▶ NONE
 *                      └──another process has the room──▶ LOST
 * </pre>
 */
final class SessionLease {
    private static final System.Logger LOG = System.getLogger(SessionLease.class.getName());
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_READ = Duration.ofSeconds(1);

    private final String roomId;
    private final SessionOrigin origin;
    private final StartOptions options;
    private final SessionRecords records;
    private final EventLoop eventLoop;
    private final Duration timeout;
    /** Null while it is not held. */
    private @Nullable Lease lease;

    /** The lease while it ends: it may turn out to be lost. */
    private @Nullable Lease ending;

    private boolean lost;
    /** Whether the record was removed. */
    private boolean removed;
    /** Whether an action waits until it is certain that the lease is held. */
    private boolean confirming;

    private String agentId = "";
    /** The agent of the newest record that is stored. */
    private String storedAgentId = "";

    private @Nullable Instant pausedSince;
    private boolean suspended;
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

    /**
     * Takes the lease, or uses that with which the session was taken over.
     *
     * @param onLost called once if another process has the room; not after {@link #release}, or when {@link #end} has
     *     completed
     * @return fails with {@link SessionException} if another session or another process has the room, if another process has
     *     left a session there, or if that is unknown
     */
    Future<Void> acquire(Runnable onLost) {
        if (origin.takeover() != null) {
            hold(origin.takeover().lease(), onLost);
            return Future.succeededFuture();
        }
        return eventLoop
                .await(Future.fromCompletionStage(records.acquire(roomId)))
                .recover(failure -> Future.failedFuture(
                        records.isShared() ? SessionException.clusterUnavailable(roomId, failure) : failure))
                .compose(acquired -> {
                    if (acquired.isEmpty()) {
                        return Future.failedFuture(SessionException.runsElsewhere(roomId));
                    }
                    Lease held = acquired.get();
                    if (held.found().isPresent()) {
                        return eventLoop
                                .await(held.release())
                                .transform(released -> Future.failedFuture(SessionException.runsElsewhere(roomId)));
                    }
                    hold(held, onLost);
                    return Future.succeededFuture();
                });
    }

    private void hold(Lease acquired, Runnable onLost) {
        lease = acquired;
        var unused = acquired.lost()
                .thenRun(() -> eventLoop.execute(() -> {
                    if (lease == acquired || ending == acquired) {
                        lease = null;
                        ending = null;
                        lost = true;
                        onLost.run();
                    }
                }));
    }

    /** Returns whether no other process can have taken the room yet; see {@link Lease#isConfirmed}. */
    boolean isConfirmed() {
        return lease != null && lease.isConfirmed();
    }

    /** Returns whether another process has the room. */
    boolean isLost() {
        return lost;
    }

    /** Fails with {@link SessionException} if another process has the room. */
    Future<Void> requireNotLost() {
        return lost ? Future.failedFuture(SessionException.runsElsewhere(roomId)) : Future.succeededFuture();
    }

    /** Fails with {@link SessionException} if another process has the room, or may continue the session that has ended here. */
    Future<Void> requireEnded() {
        return removed || !records.isShared()
                ? requireNotLost()
                : requireNotLost().compose(held -> Future.failedFuture(SessionException.endNotShared(roomId)));
    }

    /** Reads which agent the record names now that another process has the room; never fails. */
    Future<Void> readNamed() {
        Future<Optional<SessionRecord>> reading = eventLoop.await(Future.fromCompletionStage(records.find(roomId)));
        return eventLoop.limit(reading, MAX_READ).otherwise(Optional.empty()).map(record -> {
            storedAgentId = record.map(SessionRecord::agentId).orElse("");
            return null;
        });
    }

    /** Returns whether the stored record names this agent, so that the next process deletes it. */
    boolean names(String id) {
        return storedAgentId.equals(id);
    }

    /**
     * Runs an action for what was seen of the room, once it is certain that no other process has the room and has done that:
     * at once if none can have it, or else when the shared records can be reached. Drops the action if one waits already.
     */
    void ifHeld(Runnable action) {
        if (!records.isShared()) {
            action.run();
        } else if (!confirming) {
            confirming = true;
            confirm().onComplete(held -> {
                confirming = false;
                if (!lost) {
                    action.run();
                }
            });
        }
    }

    private Future<Boolean> confirm() {
        return store().compose(stored -> stored || lease == null
                ? Future.succeededFuture(stored)
                : eventLoop.callAfter(RETRY_INTERVAL, this::confirm));
    }

    /**
     * Stores that this process runs a new session with this agent.
     *
     * @return fails with {@link SessionException} if other processes use the records and it could not be stored: a session
     *     that none of them could continue may not begin. A single process stores it later
     */
    Future<Void> begin(String agentId) {
        this.agentId = agentId;
        return store().compose(stored -> stored || !records.isShared()
                ? Future.succeededFuture()
                : Future.failedFuture(SessionException.notShared(roomId)));
    }

    /** Stores that this process runs the session with this agent, now or when that is possible; never fails. */
    Future<Void> running(String agentId) {
        this.agentId = agentId;
        return store().mapEmpty();
    }

    /** Sets since when the session is paused, for the next time that the record is stored; null if it is not. */
    void pausedSince(@Nullable Instant since) {
        pausedSince = since;
    }

    /**
     * Stores since when the session is paused, now or when that is possible; null if it is not.
     *
     * @return fails with {@link SessionException} if it could not be stored yet, or if another process has the room
     */
    Future<Void> storePaused(@Nullable Instant since) {
        pausedSince = since;
        return store().compose(stored -> stored
                ? Future.succeededFuture()
                : requireNotLost().compose(held -> Future.failedFuture(SessionException.notStored(roomId))));
    }

    private void retry() {
        if (!retrying) {
            retrying = true;
            eventLoop.schedule(RETRY_INTERVAL, () -> {
                retrying = false;
                if (lease != null) {
                    var unused = store();
                }
            });
        }
    }

    /** Stores that the session is left to the next process; never fails. */
    Future<Void> storeSuspended() {
        suspended = true;
        return store().mapEmpty();
    }

    /** Releases the lease, and leaves the session to the next process; never fails. */
    Future<Void> release() {
        Lease held = lease;
        lease = null;
        return held == null
                ? Future.succeededFuture()
                : change(held.release(), "released").mapEmpty();
    }

    /** Removes the record, as the session has ended, and releases the lease; never fails. */
    Future<Void> end() {
        Lease held = lease;
        if (held == null) {
            return Future.succeededFuture();
        }
        lease = null;
        ending = held;
        return change(held.end(), "removed, so the next start may resume the session")
                .map(done -> {
                    removed = done;
                    ending = null;
                    return null;
                });
    }

    /** Completes with whether the record is stored; never fails. Without a lease, nothing needs to be stored. */
    private Future<Boolean> store() {
        Lease held = lease;
        if (held == null) {
            return Future.succeededFuture(true);
        }
        String agent = agentId;
        SessionRecord record = new SessionRecord(
                roomId,
                origin.sessionId(),
                held.fence(),
                origin.clock().startedAt(),
                agent,
                suspended,
                pausedSince,
                StoredOptions.write(options));
        return change(held.save(record), "stored, so a restart of the service may not resume it")
                .onSuccess(stored -> storedAgentId = stored ? agent : storedAgentId);
    }

    /** Completes with whether the change was made; never fails. */
    private Future<Boolean> change(CompletionStage<Void> change, String consequence) {
        Future<Void> done = eventLoop.await(Future.fromCompletionStage(change));
        return eventLoop.limit(done, timeout).map(true).recover(failure -> {
            LOG.log(
                    failing || lost ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
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
