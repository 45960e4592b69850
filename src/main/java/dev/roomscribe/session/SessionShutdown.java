package dev.roomscribe.session;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PresenceTracker;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SessionGap;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionPhase;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps that end a session, or leave it to the next process: the last audio is recognized, the agent leaves, and the
 * events are written. A step that fails, throws or takes too long is logged, and the next one follows. A step may take the
 * shutdown timeout of a session and, while the service stops, its share of the time until the service's deadline.
 * Confined to its session's event loop.
 */
final class SessionShutdown {
    private final Duration stepTimeout;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final SpeechTracks tracks;
    private final SessionGap gap;
    private final CaptionPublisher captions;
    private final RoomAgent agent;
    private final SessionTicker ticker;
    private final PresenceTracker presence;
    private final SessionLease lease;
    private final SessionWebhook webhook;
    private final Consumer<String> warn;
    /** Null while the service runs. */
    private volatile @Nullable ShutdownDeadline deadline;

    /**
     * Creates the steps for one session.
     *
     * @param stepTimeout how long each step may take
     * @param warn logs a warning with the room and the session
     */
    SessionShutdown(
            SessionParts parts,
            SessionLease lease,
            SessionWebhook webhook,
            EventLoop eventLoop,
            TimeSource time,
            Duration stepTimeout,
            Consumer<String> warn) {
        this.lease = lease;
        this.webhook = webhook;
        this.eventLoop = eventLoop;
        this.time = time;
        this.stepTimeout = stepTimeout;
        this.warn = warn;
        tracks = parts.tracks();
        gap = parts.gap();
        captions = parts.captions();
        agent = parts.agent();
        ticker = parts.ticker();
        presence = parts.presence();
    }

    /** Limits all steps from the next one on, because the service stops. May be called from any thread. */
    void endBy(ShutdownDeadline serviceDeadline) {
        deadline = serviceDeadline;
    }

    /** Returns the result of a call that comes after the end: a failure if another process may continue the session. */
    Future<Void> tooLate() {
        return deadline == null ? lease.requireNotLost() : Future.failedFuture(SessionException.stopping());
    }

    /**
     * Ends the session for good, now: audio that arrives later does not belong to it. Never fails.
     *
     * @param detail published with {@code session.ended}; null for none
     */
    Future<Void> end(SessionEndReason reason, @Nullable String detail) {
        long endNanos = time.nanos();
        return stopListening(SessionPhase.ENDING)
                .compose(stopped -> recognizeAll(
                        reason == SessionEndReason.DRAINED ? EndReason.DRAIN : EndReason.FLUSH,
                        tracks::abandonAll,
                        endNanos))
                .compose(recognized ->
                        run(() -> captions.sessionEnded(endNanos, reason, detail), "the end could not be published"))
                .compose(published -> leave(3))
                .compose(left -> written(2))
                .compose(written -> within(1, lease::end, "its record could not be removed"))
                .compose(removed -> run(webhook::close, "its webhook could not be closed"));
    }

    /** Leaves the session to the next process, which continues it. Never fails. */
    Future<Void> suspend() {
        long endNanos = time.nanos();
        return stopListening(SessionPhase.INTERRUPTED)
                .map(stopped -> ticker.receivedTo())
                .compose(receivedTo -> recognizeAll(EndReason.DRAIN, tracks::abandonUntilRestart, endNanos)
                        .compose(recognized -> run(
                                // A gap that is open is published up to now.
                                () -> ticker.saveProgress(gap.isOpen() ? ticker.receivedTo() : receivedTo),
                                "its progress could not be saved"))
                        .compose(saved -> run(captions::discardAll, "its partials could not be withdrawn")))
                .compose(saved -> written(4))
                .compose(written -> within(3, lease::storeSuspended, "its record could not be stored"))
                // The agent goes first: with the lease, another process may take it over.
                .compose(stored -> leave(2))
                .compose(left -> within(1, lease::release, "its lease could not be released"))
                .compose(released -> run(webhook::suspend, "its webhook could not be suspended"));
    }

    /**
     * Ends the session only here, because another process runs it: publishes nothing, ends nothing for others, and leaves
     * the agent to that process if the record names it. Never fails.
     */
    Future<Void> abandon() {
        discard();
        return run(presence::close, "its presence could not be closed").compose(closed -> leave());
    }

    /** Publishes nothing from now on, and posts nothing, because another process runs the session. */
    void silence() {
        var unusedCaptions = run(captions::discardAll, "its partials could not be withdrawn");
        var unusedWebhook = run(webhook::handOver, "its webhook could not be handed over");
    }

    /** Publishes nothing from now on, and discards the audio that is not recognized. */
    void discard() {
        var unusedCaptions = run(captions::discardAll, "its partials could not be withdrawn");
        var unusedTracks = run(tracks::abandonAll, "its tracks could not be closed");
    }

    private Future<Void> stopListening(SessionPhase phase) {
        return run(
                () -> {
                    agent.stalledSinceNanos().ifPresent(gap::open);
                    captions.status().enter(phase);
                    presence.close();
                },
                "a part of it could not be closed");
    }

    /**
     * Takes at most half of the time left: the other steps need as much if the disk or Fishjam does not respond.
     *
     * @param abandon states the audio that was not recognized in time as gaps
     */
    private Future<Void> recognizeAll(EndReason reason, Runnable abandon, long endNanos) {
        return within(
                        2,
                        () -> tracks.closeAll(reason),
                        "the last audio was not recognized in time and is stated as gaps")
                .compose(flushed -> run(
                        () -> {
                            abandon.run();
                            gap.closeOnEnd(endNanos);
                        },
                        "the last audio could not be stated as gaps"));
    }

    /** Deletes the agent, unless another process that runs the session does that; never fails. */
    Future<Void> leave() {
        return leave(1);
    }

    private Future<Void> leave(int stepsLeft) {
        return within(
                stepsLeft,
                () -> (lease.isLost() ? lease.readNamed() : Future.<Void>succeededFuture())
                        .compose(read -> agent.leave(id -> lease.isLost() && lease.names(id))),
                "the agent could not be deleted yet and may still be in the room");
    }

    /** Completes when all published events are in the transcript, or after the timeout; never fails. */
    Future<Void> written() {
        return written(1);
    }

    private Future<Void> written(int stepsLeft) {
        return within(
                stepsLeft,
                () -> eventLoop.await(captions.written()),
                "the last events are not yet written to the transcript");
    }

    private Future<Void> run(Runnable step, String warning) {
        return within(
                1,
                () -> {
                    step.run();
                    return Future.succeededFuture();
                },
                warning);
    }

    private Future<Void> within(int stepsLeft, Supplier<Future<Void>> step, String warning) {
        return eventLoop
                .limit(EventLoop.attempt(step), limit(stepsLeft))
                .onFailure(failure -> warn.accept(warning + ": " + failure.getMessage()))
                .otherwiseEmpty();
    }

    private Duration limit(int stepsLeft) {
        ShutdownDeadline end = deadline;
        if (end == null) {
            return stepTimeout;
        }
        Duration share = end.share(stepsLeft);
        return share.compareTo(stepTimeout) < 0 ? share : stepTimeout;
    }
}
