package dev.roomscribe.session;

import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.admission.AdmissionTicket;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.agent.AnnouncementPlayer;
import dev.roomscribe.session.agent.RoomAgentListener;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One room's transcription: joins as an agent, feeds every track's speech to recognition, ends cleanly.
 *
 * <pre>
 *   CONNECTING ──▶ LISTENING ──▶ ENDING ──▶ ENDED
 *                  │ ▲  ▲           ▲
 *                  ▼ │  └── RESUMING ┤
 *                 RECONNECTING ─────┘
 * </pre>
 *
 * <p>A session that an earlier process left begins as {@code RESUMING}. When the service stops, a session that can be
 * continued is suspended: it ends here without an end in the transcript.
 *
 * <p>Everything in it, its agent's socket included, runs on one event loop. A start that fails leaves no agent behind.
 * The methods that return a future may be called from any thread, {@link #start} only on the event loop.
 */
final class RoomSession implements RoomAgentListener {
    private static final System.Logger LOG = System.getLogger(RoomSession.class.getName());

    /** How often tracks are checked for a stop of their audio, and the session for its expiry. */
    private static final Duration TICK_INTERVAL = Duration.ofMillis(100);
    /** How long it may take to learn whether another process has the room before a gap is stated. */
    private static final Duration MAX_CONFIRMATION = Duration.ofSeconds(1);

    private final String roomId;
    private final SessionOrigin origin;
    private final StartOptions options;
    private final EventLoop eventLoop;
    private final SessionContext context;
    private final TimeSource time;
    private final SessionParts parts;
    private final AnnouncementPlayer announcementPlayer;
    private final SessionWebhook webhook;
    private final RoomJoin roomJoin;
    private final SessionLease lease;
    private final @Nullable AgentTakeover takeover;
    private final SessionPause pause;
    private final SessionShutdown shutdown;
    private final StatusReport statusReport;
    private final Promise<Optional<SessionEndReason>> ended = Promise.promise();
    private volatile SessionState state = SessionState.CONNECTING;
    private volatile boolean stopRequested;
    private long timer;
    /** Whether it is certain that no process continues the session, once it has ended here. */
    private volatile Future<Void> outcome = Future.succeededFuture();

    RoomSession(
            String roomId,
            StartOptions options,
            SessionOrigin origin,
            EventLoop eventLoop,
            SessionContext context,
            AdmissionTicket ticket) {
        this.roomId = roomId;
        this.options = options;
        this.origin = origin;
        this.eventLoop = eventLoop;
        this.context = context;
        time = context.time();
        RoomTranscript transcript = context.output().transcripts().open(roomId);
        webhook = new SessionWebhook(context.output().webhooks(), origin.sessionId(), options, transcript);
        Duration timeout = context.settings().timeouts().shutdown();
        lease = new SessionLease(roomId, origin, options, context.output().records(), eventLoop, timeout);
        parts = SessionParts.connect(
                roomId,
                options,
                origin,
                eventLoop,
                context,
                transcript,
                lease,
                this,
                () -> endUnlessLost(SessionEndReason.ROOM_DELETED, null));
        roomJoin = new RoomJoin(roomId, options, context, parts, lease, webhook, eventLoop, ticket);
        announcementPlayer = new AnnouncementPlayer(roomId, eventLoop);
        Consumer<String> warn = what -> log(System.Logger.Level.WARNING, what);
        takeover = origin.takeover() == null
                ? null
                : new AgentTakeover(origin.takeover(), parts, warn, roomJoin::people, ticket);
        pause = new SessionPause(parts, lease, eventLoop, time);
        shutdown = new SessionShutdown(parts, lease, webhook, eventLoop, time, timeout, warn);
        statusReport = new StatusReport(roomId, origin.sessionId(), options, parts, pause, webhook);
    }

    StartOptions options() {
        return options;
    }

    /** Returns whether the session is ending or its stop was requested: a start waits for its end and creates another. */
    boolean isEnding() {
        return stopRequested || state == SessionState.ENDING || state == SessionState.ENDED;
    }

    boolean isResuming() {
        return state == SessionState.RESUMING;
    }

    boolean isStopRequested() {
        return stopRequested;
    }

    /** Makes {@link #isEnding} return true. A session that is starting can end only after its start. */
    void requestStop() {
        stopRequested = true;
    }

    /**
     * Completes when the session has ended: its agent is deleted and all its events are in the transcript; empty if it has
     * ended only here, because another process runs it. Fails if the session could not be started.
     */
    Future<Optional<SessionEndReason>> ended() {
        return ended.future();
    }

    /**
     * Joins the room; completes when the session is listening, fails with {@link SessionException}. A session that an
     * earlier process left only announces itself: {@link #takeOver} joins the room.
     */
    Future<Void> start() {
        return EventLoop.attempt(() -> lease.acquire(this::onLeaseLost))
                .compose(acquired -> takeover == null ? startAnew() : announce(takeover))
                .recover(failure -> shutdown.leave()
                        .compose(left -> lease.end())
                        .compose(released -> lease.requireNotLost())
                        .compose(held -> Future.failedFuture(SessionException.explain(roomId, failure))))
                .onFailure(failure -> {
                    state = SessionState.ENDED;
                    shutdown.discard();
                    ended.fail(failure);
                });
    }

    private Future<Void> startAnew() {
        return roomJoin.join().compose(joined -> lease.requireNotLost()).compose(held -> {
            listen();
            // The client may subscribe immediately, and session.started must be in the transcript by then.
            return shutdown.written();
        });
    }

    private Future<Void> announce(AgentTakeover from) {
        state = SessionState.RESUMING;
        webhook.reopen();
        from.pausedSince().ifPresent(pause::restore);
        from.announce(time.nanos());
        timer = eventLoop.repeat(TICK_INTERVAL, () -> tick(time.nanos()));
        // From here on, only a crash can end this process without suspending the session again.
        return lease.running(from.previousAgentId());
    }

    /**
     * Tries once to replace the agent of the process that left this session, and then listens.
     *
     * @return completes with when to try again; empty if the session listens or is ending; never fails
     */
    Future<Optional<Duration>> takeOver() {
        return eventLoop.call(() -> takeover != null && isResuming()
                ? takeover.attempt(this::isResuming)
                : Future.succeededFuture(Optional.empty()));
    }

    private void listen() {
        state = SessionState.LISTENING;
        parts.captions().sessionStarted(parts.agent().id().orElse(""));
        parts.presence().open();
        timer = eventLoop.repeat(TICK_INTERVAL, () -> tick(time.nanos()));
        Announcement announcement = context.settings().announcement();
        if (announcement != null && !Boolean.FALSE.equals(options.announcement())) {
            parts.agent().socket().ifPresent(socket -> announcementPlayer.play(socket, announcement));
        }
        log(System.Logger.Level.INFO, "listening");
    }

    private void tick(long nowNanos) {
        if (state.isActive()) {
            parts.ticker().tick(nowNanos).ifPresent(reason -> endUnlessLost(reason, null));
        }
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        // Audio may arrive just before the session listens. With listed peers it is ignored: the start may still fail.
        boolean early = state == SessionState.CONNECTING && options.includesAllPeers();
        // Until the session is resumed, a gap covers all audio.
        if (early || (state.isActive() && state != SessionState.RESUMING)) {
            pause.accept(chunk);
        }
    }

    @Override
    public void onMalformedMessage() {
        statusReport.countMalformedFrame();
    }

    @Override
    public void onConnectionLost(long lastReceivedNanos) {
        if (state == SessionState.LISTENING) {
            state = SessionState.RECONNECTING;
            parts.captions().status().enter(SessionPhase.RECONNECTING);
            parts.gap().open(lastReceivedNanos);
            log(System.Logger.Level.WARNING, "the connection to Fishjam is lost; reconnecting");
        } else if (state == SessionState.ENDING) {
            parts.gap().open(lastReceivedNanos);
        }
    }

    @Override
    public void onReconnected() {
        if (state == SessionState.RECONNECTING) {
            state = SessionState.LISTENING;
            parts.captions().status().enter(SessionPhase.LISTENING);
            parts.gap().closeOnReconnect(time.nanos());
            parts.presence().refresh();
            onAgentReplaced("reconnected, listening");
        } else if (state == SessionState.RESUMING && takeover != null) {
            state = SessionState.LISTENING;
            takeover.complete(time.nanos());
            parts.presence().open();
            onAgentReplaced("resumed, listening");
        }
    }

    private void onAgentReplaced(String message) {
        var unused = lease.running(parts.agent().id().orElse(""));
        log(System.Logger.Level.INFO, message);
    }

    @Override
    public void onTerminated(SessionEndReason reason, @Nullable String detail) {
        long lastReceivedNanos = parts.agent().lastReceivedNanos();
        endUnlessLost(reason, detail);
        // Until it is certain which process removed the agent, no audio is received.
        eventLoop.schedule(MAX_CONFIRMATION, () -> {
            if (state == SessionState.LISTENING) {
                onConnectionLost(lastReceivedNanos);
            }
        });
    }

    /** Ends the session for a cause in the room, which may be what a process did that has taken the session over. */
    private void endUnlessLost(SessionEndReason reason, @Nullable String detail) {
        lease.ifHeld(() -> {
            var unused = end(reason, detail);
        });
    }

    /** Another process has the room. A session that is ending goes on with that, without effect for others. */
    private void onLeaseLost() {
        shutdown.silence();
        var unused = end(shutdown::abandon, SessionEndReason.STOPPED, "continues in another process");
    }

    /**
     * Ends the session, unless it is ending; completes or fails as {@link #ended} does.
     *
     * @param detail published with {@code session.ended}; null for none
     */
    Future<Void> end(SessionEndReason reason, @Nullable String detail) {
        return end(() -> shutdown.end(reason, detail), reason, "ended, reason " + reason.json());
    }

    /** As {@link #end}; fails unless it is certain that no process continues the session. */
    Future<Void> stop() {
        return end(SessionEndReason.STOPPED, null).compose(done -> outcome);
    }

    /** As {@link #end}, because the service stops; limits also an end that has begun. */
    Future<Void> drain(ShutdownDeadline deadline) {
        shutdown.endBy(deadline);
        return end(SessionEndReason.DRAINED, null);
    }

    /** As {@link #drain}, but leaves the session to the next process. */
    Future<Void> suspend(ShutdownDeadline deadline) {
        shutdown.endBy(deadline);
        return end(shutdown::suspend, SessionEndReason.DRAINED, "suspended; the next process resumes it");
    }

    private Future<Void> end(Supplier<Future<Void>> steps, SessionEndReason reason, String message) {
        return eventLoop.call(() -> {
            if (state.isActive()) {
                state = SessionState.ENDING;
                pause.settle();
                EventLoop.attempt(steps).onComplete(left -> {
                    state = SessionState.ENDED;
                    eventLoop.cancelTimer(timer);
                    log(System.Logger.Level.INFO, message);
                    outcome = lease.requireEnded();
                    ended.complete(lease.isLost() ? Optional.empty() : Optional.of(reason));
                });
            }
            return ended.future().mapEmpty();
        });
    }

    /** Ends all open utterances; completes when their finals are in the transcript. */
    Future<Void> endUtterances() {
        return eventLoop.call(() -> parts.tracks()
                .endUtterances()
                .compose(ended -> shutdown.written())
                .compose(written -> lease.requireNotLost()));
    }

    /** Pauses or resumes; completes with the status; fails if the service stops, or another process has the session. */
    Future<SessionStatus> setPaused(boolean paused) {
        return eventLoop
                .call(() -> (state.isActive() ? pause.set(paused) : shutdown.tooLate())
                        .compose(changed -> shutdown.written())
                        .compose(written -> lease.requireNotLost()))
                .compose(held -> status());
    }

    boolean isPaused() {
        return pause.isPaused();
    }

    /** Stops the announcement, if it is playing. */
    Future<Void> interruptAnnouncement() {
        return eventLoop.call(announcementPlayer::interrupt);
    }

    Future<SessionStatus> status() {
        return eventLoop.call(() -> Future.succeededFuture(statusReport.compose(state)));
    }

    private void log(System.Logger.Level level, String what) {
        LOG.log(level, "Room {0}: session {1}: {2}", roomId, origin.sessionId(), what);
    }
}
