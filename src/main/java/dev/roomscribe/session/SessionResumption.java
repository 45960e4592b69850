package dev.roomscribe.session;

import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.admission.SessionAdmission;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Continues the sessions that earlier processes left, the oldest first. All of them exist at once; a few at a time join
 * their rooms, and only while recognition has capacity, so that a restart overloads neither Fishjam nor the decoders.
 * Confined to an event loop, except {@link #run}.
 */
final class SessionResumption {
    private static final System.Logger LOG = System.getLogger(SessionResumption.class.getName());
    private static final int MAX_ATTEMPTS_AT_ONCE = 4;
    private static final Duration CAPACITY_CHECK_INTERVAL = Duration.ofSeconds(1);

    private final Sessions sessions;
    private final SessionContext context;
    private final SessionRecords records;
    private final SessionAdmission admission;
    private final EventLoop eventLoop;
    /** The sessions that have yet to join their rooms, and whose next attempt is due. */
    private final Queue<RoomSession> waiting = new ArrayDeque<>();

    private int attempts;
    /** Whether that was logged. */
    private boolean waitsForCapacity;

    private boolean capacityCheckDue;

    SessionResumption(Sessions sessions, SessionContext context, SessionAdmission admission, EventLoop eventLoop) {
        this.sessions = sessions;
        this.context = context;
        this.admission = admission;
        this.eventLoop = eventLoop;
        records = context.output().records();
    }

    /** Completes when all sessions exist; fails if the records cannot be read. */
    Future<Void> run() {
        return eventLoop.call(() -> eventLoop
                .await(Future.fromCompletionStage(records.interrupted()))
                .compose(this::continueAll));
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
            all = all.compose(previous -> context.settings().resume() ? continueSession(record) : discard(record))
                    .onComplete(done -> sessions.expected().onArrived(record.roomId()));
        }
        return all.onSuccess(done -> attemptNext());
    }

    private Future<Void> continueSession(SessionRecord record) {
        RoomTranscript transcript = context.output().transcripts().open(record.roomId());
        return eventLoop
                .await(Future.fromCompletionStage(transcript.interruption(record.sessionId())))
                .otherwise(failure -> Optional.empty())
                .compose(interruption -> {
                    if (transcript.hasEnded(record.sessionId())) {
                        // The process ended after the session and before it could remove the record.
                        return discard(record);
                    }
                    return resume(record, SessionOrigin.continued(record, interruption, context.time()));
                })
                .recover(failure -> {
                    logFailure(record, failure);
                    return Future.succeededFuture();
                });
    }

    private Future<Void> resume(SessionRecord record, SessionOrigin origin) {
        StartOptions options;
        try {
            options = StoredOptions.read(record.options());
        } catch (IllegalArgumentException e) {
            logFailure(record, e);
            // Without its options it must not listen to anyone, so it only states what is missing.
            return eventLoop
                    .await(sessions.resume(record.roomId(), StartOptions.DEFAULT, origin))
                    .compose(session -> session.isPresent()
                            ? session.get()
                                    .end(SessionEndReason.FAILED, "The session could not be resumed: " + e.getMessage())
                            : Future.succeededFuture());
        }
        return eventLoop
                .await(sessions.resume(record.roomId(), options, origin))
                .onSuccess(session -> session.ifPresent(waiting::add))
                .mapEmpty();
    }

    private static void logFailure(SessionRecord record, Throwable failure) {
        LOG.log(
                System.Logger.Level.ERROR,
                "Room {0}: session {1} cannot be resumed; start the room again: {2}",
                record.roomId(),
                record.sessionId(),
                failure.getMessage());
    }

    /** Removes the record of a session that is not continued; never fails. */
    private Future<Void> discard(SessionRecord record) {
        if (record.pausedSince() != null) {
            sessions.dismiss(record.roomId());
        }
        return eventLoop
                .await(Future.fromCompletionStage(records.acquire(record.roomId())))
                .compose(
                        lease -> lease.isPresent() ? eventLoop.await(lease.get().end()) : Future.succeededFuture())
                .otherwiseEmpty();
    }

    private void attemptNext() {
        waiting.removeIf(session -> !session.isResuming());
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
                        }
                        attemptNext();
                    }));
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
