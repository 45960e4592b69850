package dev.roomscribe.session;

import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PresenceTracker;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.LateAudio;
import dev.roomscribe.session.speech.SessionGap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a session is paused: then it passes no audio on, so that nothing that is said is recognized or stored.
 *
 * <pre>
 *   RECORDING ──pause──▶ PAUSING ──all audio of before was received──▶ PAUSED
 *       ▲                                                                │
 *       └───────────resume, then all audio of before was received────────┘
 * </pre>
 *
 * <p>While {@code PAUSING}, audio is kept until it is known whether it was spoken before. After a resume, audio is dropped until
 * all that was spoken during the pause has been received, however long the network stalls. Confined to its session's event loop.
 */
final class SessionPause {
    /** How much later than what Fishjam has sent audio may reach Fishjam: longer than the usual jitter. */
    private static final Duration SETTLING_TIME = Duration.ofMillis(200);

    /** How long a connection may take to deliver what was sent before. */
    private static final Duration MAX_DELIVERY = Duration.ofSeconds(2);

    private final SessionGap gap;
    private final CaptionPublisher captions;
    private final RoomAgent agent;
    private final PresenceTracker presence;
    private final SessionLease lease;
    private final EventLoop eventLoop;
    private final TimeSource time;

    /** Read by any thread. */
    private volatile boolean paused;

    /** The audio that arrives while {@code PAUSING}; null otherwise. */
    private @Nullable LateAudio late;

    private long pausedNanos;
    private @Nullable Instant since;
    private Promise<Void> finalsPassed = Promise.promise();
    /** Whether the session is resumed as soon as all audio of before was received; read by any thread. */
    private volatile boolean resumes;

    /** Changes with each resume, so that one that a pause has replaced has no effect. */
    private int resumption;

    SessionPause(SessionParts parts, SessionLease lease, EventLoop eventLoop, TimeSource time) {
        gap = parts.gap();
        captions = parts.captions();
        agent = parts.agent();
        presence = parts.presence();
        this.lease = lease;
        this.eventLoop = eventLoop;
        this.time = time;
    }

    boolean isPaused() {
        return paused && !resumes;
    }

    /** Takes the next chunk of any peer: passes it on, unless the session is paused. */
    void accept(AudioChunk chunk) {
        if (late != null) {
            late.add(chunk);
        } else if (!paused) {
            presence.accept(chunk);
        }
    }

    /** The session was paused in an earlier process; to be called before its first audio. */
    void restore(Instant pausedSince) {
        paused = true;
        since = pausedSince;
        captions.withholdPartials(true);
        captions.status().pause(true);
        lease.pausedSince(pausedSince);
        finalsPassed.complete();
    }

    /**
     * Pauses or resumes the session, unless that is so.
     *
     * @return completes when the finals of before a pause are passed to the transcript, and a crash would not end it; fails
     *     with {@link SessionException} if it would
     */
    Future<Void> set(boolean pause) {
        return pause ? pause() : resume();
    }

    private Future<Void> pause() {
        if (!paused) {
            begin();
        }
        resumes = false;
        captions.status().pause(true);
        return lease.storePaused(since).compose(stored -> finalsPassed.future());
    }

    private void begin() {
        paused = true;
        pausedNanos = time.nanos();
        late = new LateAudio(pausedNanos);
        finalsPassed = Promise.promise();
        captions.withholdPartials(true);
        since = captions.clock().instant(pausedNanos);
        gap.pause(pausedNanos);
        eventLoop
                .limit(agent.audioReceived(), MAX_DELIVERY)
                .onComplete(received -> eventLoop.schedule(SETTLING_TIME, this::settle));
    }

    /** Passes on what was spoken before the pause, and drops the rest; does nothing if that is done. */
    void settle() {
        LateAudio received = late;
        if (received == null) {
            return;
        }
        received.before().forEach(presence::accept);
        late = null;
        gap.settle(pausedNanos, time.nanos()).onComplete(done -> finalsPassed.tryComplete());
        if (resumes) {
            endWhenReceived();
        }
    }

    private Future<Void> resume() {
        if (!paused) {
            return Future.succeededFuture();
        }
        if (!resumes) {
            resumes = true;
            captions.status().pause(false);
            var unused = lease.storePaused(null);
            if (late == null) {
                endWhenReceived();
            }
        }
        return finalsPassed.future();
    }

    private void endWhenReceived() {
        int started = ++resumption;
        agent.audioReceived()
                .onComplete(received -> eventLoop.schedule(SETTLING_TIME, () -> {
                    if (resumes && started == resumption) {
                        end();
                    }
                }));
    }

    private void end() {
        resumes = false;
        paused = false;
        captions.withholdPartials(false);
        gap.resume(time.nanos());
    }
}
