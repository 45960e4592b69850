package dev.roomscribe.session;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.admission.LeftRooms;
import dev.roomscribe.session.admission.SessionAdmission;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.log.Interruption;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Continues the sessions that other processes left, the oldest first. All of them exist at once; a few at a time join
 * their rooms, and only while recognition has capacity, so that a restart overloads neither Fishjam nor the decoders.
 *
 * <p>If other processes use the records, they are looked for again and again, and a session is continued only by the process
 * that takes the lease; see {@link LeftRooms}.
 *
 * <p>Confined to an event loop, except {@link #start}, {@link #takeOver}, {@link #continueLeft} and {@link #takeovers}.
 */
final class SessionResumption {
    private static final System.Logger LOG = System.getLogger(SessionResumption.class.getName());
    private static final int MAX_ATTEMPTS_AT_ONCE = 4;
    /** How many sessions of other processes are taken at the same time: one that cannot be read delays no other. */
    private static final int MAX_TAKEN_AT_ONCE = 8;

    private static final Duration CAPACITY_CHECK_INTERVAL = Duration.ofSeconds(1);
    /** How often sessions of other processes are looked for. */
    private static final Duration INTERVAL = Duration.ofMillis(500);
    /** How long it may take to read where a session of another process was interrupted. */
    private static final Duration MAX_READ = Duration.ofSeconds(5);

    private final Sessions sessions;
    private final SessionContext context;
    private final SessionRecords records;
    private final SessionAdmission admission;
    private final EventLoop eventLoop;
    /** The sessions that have yet to join their rooms, and whose next attempt is due. */
    private final Queue<RoomSession> waiting = new ArrayDeque<>();

    /** What other processes were last seen to have left, and is not taken yet. */
    private final Queue<SessionRecord> left = new ArrayDeque<>();

    private final LeftRooms rooms;
    private int taking;
    private boolean looking;
    private int attempts;
    /** Whether that was logged. */
    private boolean waitsForCapacity;

    private boolean capacityCheckDue;

    /** Since when this process has the lease, by {@link System#nanoTime}, of sessions that have yet to join their rooms. */
    private final Map<RoomSession, Long> takenNanos = new HashMap<>();

    private volatile Takeovers takeovers = new Takeovers(0, 0);

    /**
     * The sessions that were continued.
     *
     * @param count how many have joined their rooms
     * @param nanos how long that took, in all, from the lease until the agent received audio
     */
    public record Takeovers(long count, long nanos) {
        private Takeovers plus(long moreNanos) {
            return new Takeovers(count + 1, nanos + moreNanos);
        }
    }

    Takeovers takeovers() {
        return takeovers;
    }

    SessionResumption(Sessions sessions, SessionContext context, SessionAdmission admission, EventLoop eventLoop) {
        this.sessions = sessions;
        this.context = context;
        this.admission = admission;
        this.eventLoop = eventLoop;
        records = context.output().records();
        rooms = new LeftRooms(admission::allowsTakeover, context.time()::nanos);
    }

    /** Completes when all sessions exist; fails if the records cannot be read. */
    Future<Void> start() {
        return eventLoop.call(() -> {
            if (!records.isShared()) {
                return eventLoop
                        .await(Future.fromCompletionStage(records.interrupted()))
                        .compose(this::continueAll);
            }
            eventLoop.repeat(INTERVAL, this::look);
            return look();
        });
    }

    private Future<Void> continueAll(List<SessionRecord> interrupted) {
        if (!interrupted.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Sessions of an earlier process that are {0}: {1}",
                    context.settings().resume() ? "resumed" : "not resumed, because roomscribe.session.resume is false",
                    interrupted.size());
        }
        sessions.expected().add(interrupted.stream().map(SessionRecord::roomId).toList());
        Future<Void> all = Future.succeededFuture();
        for (SessionRecord record : interrupted) {
            all = all.compose(previous -> take(record))
                    .onComplete(done -> sessions.expected().onArrived(record.roomId()));
        }
        return all.onSuccess(done -> attemptNext());
    }

    /** Takes what other processes have left, if there is capacity; never fails. Completes when what it has begun is done. */
    private Future<Void> look() {
        if (looking || sessions.isDraining()) {
            return Future.succeededFuture();
        }
        looking = true;
        return eventLoop
                .await(EventLoop.attempt(() -> Future.fromCompletionStage(records.interrupted())))
                .transform(listed -> {
                    looking = false;
                    if (listed.succeeded()) {
                        onListed(listed.result());
                    }
                    return takeLeft();
                });
    }

    private void onListed(List<SessionRecord> interrupted) {
        List<String> ids = interrupted.stream().map(SessionRecord::roomId).toList();
        rooms.seen(ids);
        context.output().transcripts().setInterrupted(ids);
        left.clear();
        left.addAll(interrupted);
    }

    private Future<Void> takeLeft() {
        List<Future<Void>> begun = new ArrayList<>();
        while (taking < MAX_TAKEN_AT_ONCE && !left.isEmpty()) {
            SessionRecord record = left.remove();
            if (!sessions.isDraining() && rooms.isDue(record.roomId(), taking)) {
                taking++;
                begun.add(takeShared(record).transform(taken -> {
                    taking--;
                    attemptNext();
                    return takeLeft();
                }));
            }
        }
        return Future.join(begun).mapEmpty();
    }

    /** Calls for the room wait meanwhile. */
    private Future<Void> takeShared(SessionRecord record) {
        sessions.expected().add(List.of(record.roomId()));
        return take(record).onComplete(done -> sessions.expected().onArrived(record.roomId()));
    }

    /** Continues the session of a room at once, if another process has left it; see {@link Sessions#takeOver}. */
    Future<Boolean> takeOver(String roomId) {
        return eventLoop
                .call(() -> eventLoop
                        .await(Future.fromCompletionStage(records.find(roomId)))
                        .compose(found -> found.map(this::takeShared).orElse(Future.succeededFuture())))
                .map(taken -> {
                    eventLoop.execute(this::attemptNext);
                    return sessions.has(roomId);
                });
    }

    /** Continues the session that another process has left in a room, if a start failed for that; fails as it did if not. */
    Future<Void> continueLeft(String roomId, Throwable failure) {
        boolean mayBeLeft = records.isShared()
                && failure instanceof SessionException refused
                && refused.reason() == SessionException.Reason.RUNS_ELSEWHERE;
        return mayBeLeft
                ? takeOver(roomId)
                        .transform(taken -> taken.succeeded() && taken.result()
                                ? Future.succeededFuture()
                                : Future.failedFuture(failure))
                : Future.failedFuture(failure);
    }

    /** Takes the lease and continues the session, unless another process has the room; never fails. */
    private Future<Void> take(SessionRecord listed) {
        return eventLoop
                .await(EventLoop.attempt(() -> Future.fromCompletionStage(records.acquire(listed.roomId()))))
                .compose(lease -> lease.isEmpty()
                        ? Future.succeededFuture()
                        : continueSession(lease.get().found().orElse(listed), lease.get()))
                .recover(failure -> {
                    if (!records.isShared()) {
                        logFailure(listed, failure);
                    }
                    return Future.succeededFuture();
                });
    }

    private Future<Void> continueSession(SessionRecord record, Lease lease) {
        if (!context.settings().resume()) {
            return discard(record, lease);
        }
        RoomTranscript transcript = context.output().transcripts().open(record.roomId());
        Future<Optional<Interruption>> reading = eventLoop.await(
                EventLoop.attempt(() -> Future.fromCompletionStage(transcript.interruption(record.sessionId()))));
        return (records.isShared() ? eventLoop.limit(reading, MAX_READ) : reading).transform(interruption -> {
            if (transcript.hasEnded(record.sessionId())) {
                // The process ended after the session and before it could remove the record.
                return discard(record, lease);
            } else if (interruption.failed() && records.isShared()) {
                return leave(record, lease, interruption.cause());
            }
            Optional<Interruption> known = interruption.succeeded() ? interruption.result() : Optional.empty();
            return resume(record, SessionOrigin.continued(record, known, lease, context.time()), lease);
        });
    }

    /** Another process, or a later attempt, may read the log; never fails. */
    private Future<Void> leave(SessionRecord record, Lease lease, Throwable failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Room {0}: where session {1} was interrupted cannot be read; the session is left to other nodes for {2} s: {3}",
                record.roomId(),
                record.sessionId(),
                LeftRooms.UNREADABLE.toSeconds(),
                failure.toString());
        rooms.unreadable(record.roomId());
        return eventLoop.await(lease.release()).otherwiseEmpty();
    }

    private Future<Void> resume(SessionRecord record, SessionOrigin origin, Lease lease) {
        StartOptions options;
        try {
            options = StoredOptions.read(record.options());
        } catch (IllegalArgumentException e) {
            logFailure(record, e);
            // Without its options it must not listen to anyone, so it only states what is missing.
            return deploy(record, StartOptions.DEFAULT, origin, lease)
                    .compose(session -> session.isPresent()
                            ? session.get()
                                    .end(SessionEndReason.FAILED, "The session could not be resumed: " + e.getMessage())
                            : Future.succeededFuture());
        }
        return deploy(record, options, origin, lease)
                .onSuccess(session -> session.ifPresent(resuming -> {
                    waiting.add(resuming);
                    takenNanos.put(resuming, context.time().nanos());
                }))
                .mapEmpty();
    }

    private Future<Optional<RoomSession>> deploy(
            SessionRecord record, StartOptions options, SessionOrigin origin, Lease lease) {
        return eventLoop
                .await(sessions.resume(record.roomId(), options, origin))
                .compose(session -> session.isPresent()
                        ? Future.succeededFuture(session)
                        : eventLoop.await(lease.release()).transform(released -> Future.succeededFuture(session)));
    }

    private static void logFailure(SessionRecord record, Throwable failure) {
        LOG.log(
                System.Logger.Level.ERROR,
                "Room {0}: session {1} cannot be resumed; start the room again: {2}",
                record.roomId(),
                record.sessionId(),
                failure.getMessage());
    }

    /**
     * Removes the record of a session that is not continued, and its agent: if records are shared, the process that created
     * it leaves it to this one. Never fails.
     */
    private Future<Void> discard(SessionRecord record, Lease lease) {
        if (record.pausedSince() != null) {
            sessions.dismiss(record.roomId());
        }
        if (records.isShared() && !record.agentId().isEmpty()) {
            // If that fails, the registry tries again.
            var unused = context.fishjam().agents().delete(record.roomId(), record.agentId());
        }
        return eventLoop.await(lease.end()).otherwiseEmpty();
    }

    private void attemptNext() {
        waiting.removeIf(session -> !session.isResuming());
        takenNanos.keySet().removeIf(RoomSession::isEnding);
        while (!waiting.isEmpty() && attempts < MAX_ATTEMPTS_AT_ONCE) {
            if (!admission.allowsResumption()) {
                waitForCapacity();
                return;
            }
            waitsForCapacity = false;
            attempts++;
            RoomSession session = waiting.remove();
            session.takeOver()
                    .onComplete(attempt -> eventLoop.execute(() -> {
                        attempts--;
                        if (attempt.succeeded() && attempt.result().isPresent()) {
                            retryLater(session, attempt.result().get());
                        } else {
                            onJoined(session);
                        }
                        attemptNext();
                    }));
        }
    }

    private void onJoined(RoomSession session) {
        Long taken = takenNanos.remove(session);
        if (taken != null && !session.isEnding()) {
            takeovers = takeovers.plus(context.time().nanos() - taken);
        }
    }

    private void retryLater(RoomSession session, Duration delay) {
        eventLoop.schedule(delay, () -> {
            waiting.add(session);
            attemptNext();
        });
    }

    private void waitForCapacity() {
        if (!waitsForCapacity) {
            waitsForCapacity = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Recognition is at its capacity; sessions of an earlier process that wait to be resumed: {0}",
                    waiting.size());
        }
        if (!capacityCheckDue) {
            capacityCheckDue = true;
            eventLoop.schedule(CAPACITY_CHECK_INTERVAL, () -> {
                capacityCheckDue = false;
                attemptNext();
            });
        }
    }
}
