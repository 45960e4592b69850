package dev.roomscribe.session;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps that end a session, or leave it to the next process: the last audio is recognized, the agent leaves, and the
 * events are written. A step that fails or takes longer than the shutdown timeout is logged, and the next one follows.
 * Confined to its session's event loop.
 */
final class SessionShutdown {
    private final Duration stepTimeout;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final SpeechTracks tracks;
    private final ConnectionGap connectionGap;
    private final CaptionPublisher captions;
    private final RoomAgent agent;
    private final SessionTicker ticker;
    private final SessionLease lease;
    private final Consumer<String> warn;

    /**
     * Creates the steps for one session.
     *
     * @param stepTimeout how long each step may take
     * @param warn logs a warning with the room and the session
     */
    SessionShutdown(
            SessionParts parts,
            SessionLease lease,
            EventLoop eventLoop,
            TimeSource time,
            Duration stepTimeout,
            Consumer<String> warn) {
        this.lease = lease;
        this.eventLoop = eventLoop;
        this.time = time;
        this.stepTimeout = stepTimeout;
        this.warn = warn;
        tracks = parts.tracks();
        connectionGap = parts.connectionGap();
        captions = parts.captions();
        agent = parts.agent();
        ticker = parts.ticker();
    }

    /**
     * Ends the session for good.
     *
     * @param endNanos the end of the session; audio that arrives later does not belong to it
     * @param detail published with {@code session.ended}; null for none
     */
    Future<Void> end(long endNanos, SessionEndReason reason, @Nullable String detail) {
        return recognizeAll(
                        reason == SessionEndReason.DRAINED ? EndReason.DRAIN : EndReason.FLUSH,
                        tracks::abandonAll,
                        endNanos)
                .compose(recognized -> {
                    captions.sessionEnded(endNanos, reason, detail);
                    return leave();
                })
                .compose(left -> written())
                .compose(written -> lease.end());
    }

    /**
     * Leaves the session to the next process, which continues it.
     *
     * @param endNanos up to when this process received audio
     */
    Future<Void> suspend(long endNanos) {
        long receivedTo = ticker.receivedTo();
        return recognizeAll(EndReason.DRAIN, tracks::abandonUntilRestart, endNanos)
                .compose(recognized -> {
                    ticker.saveProgress(time.nanos(), receivedTo);
                    captions.discardAll();
                    return written();
                })
                .compose(written -> lease.suspend())
                .compose(stored -> leave());
    }

    /** @param abandon states the audio that was not recognized in time as gaps */
    private Future<Void> recognizeAll(EndReason reason, Runnable abandon, long endNanos) {
        return within(tracks.closeAll(reason), "the last audio was not recognized in time and is stated as gaps")
                .map(flushed -> {
                    abandon.run();
                    connectionGap.closeOnEnd(endNanos);
                    return null;
                });
    }

    /** Deletes the agent; never fails. */
    Future<Void> leave() {
        return within(agent.leave(), "the agent could not be deleted yet and may still be in the room");
    }

    /** Completes when all published events are in the transcript, or after the timeout; never fails. */
    Future<Void> written() {
        return within(eventLoop.await(captions.written()), "the last events are not yet written to the transcript");
    }

    private Future<Void> within(Future<Void> step, String warning) {
        return eventLoop
                .limit(step, stepTimeout)
                .onFailure(failure -> warn.accept(warning + ": " + failure.getMessage()))
                .otherwiseEmpty();
    }
}
