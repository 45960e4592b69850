package dev.roomscribe.session;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.agent.AnnouncementPlayer;
import dev.roomscribe.session.agent.ConnectionLost;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.presence.PresenceTracker;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.live.SessionPhase;
import dev.roomscribe.webhook.Webhook;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One room's transcription: joins as an agent, feeds every track's speech to recognition, ends cleanly.
 *
 * <pre>
 *   CONNECTING ──▶ LISTENING ──▶ ENDING ──▶ ENDED
 *                  │    ▲           ▲
 *                  ▼    │           │
 *                 RECONNECTING ─────┘
 * </pre>
 *
 * <p>A verticle: all of it runs on an event loop of its own, and its agent's socket with it. A start that fails leaves
 * no agent behind. The methods that return a future may be called from any thread.
 */
final class RoomSession extends AbstractVerticle implements RoomAgent.Listener {
    private static final System.Logger LOG = System.getLogger(RoomSession.class.getName());

    /** How finely a stop of the audio is noticed. */
    private static final Duration TICK = Duration.ofMillis(100);

    /**
     * What goes unheard while the agent is away.
     *
     * @param heard completed once what was said before is in the transcript
     */
    private record Missing(long fromNanos, Future<Void> heard) {}

    private final String roomId;
    private final String id = UlidCreator.getMonotonicUlid().toString();
    private final StartOptions options;
    private final SessionContext service;
    private final PeerDirectory directory;
    private final CaptionPublisher captions;
    private final SpeechTracks tracks;
    private final RoomAgent agent;
    private final PresenceTracker attendance;
    private final AnnouncementPlayer announcing;
    private final SessionExpiry stay;
    private final Promise<SessionEndReason> ended = Promise.promise();

    private volatile SessionState state = SessionState.CONNECTING;
    private volatile boolean stopAsked;
    private @Nullable Webhook webhook;
    private @Nullable Missing missing;
    private long malformedFrames;

    RoomSession(String roomId, StartOptions options, SessionContext service) {
        this.roomId = roomId;
        this.options = options;
        this.service = service;
        directory = new PeerDirectory(roomId, options::hears);
        captions = new CaptionPublisher(
                id,
                service.clock(),
                service.engine().model(),
                service.transcripts().open(roomId),
                peerId -> directory.name(peerId).orElse(null));
        GateOptions gate = options.gate(service.gate());
        tracks = new SpeechTracks(
                service.engine(),
                new StreamOptions(options.partials(), gate.endpointing().isZero()),
                gate,
                captions,
                this::run,
                service.limits().flushAfter());
        stay = new SessionExpiry(
                service.limits().idleTimeout(),
                service.limits().maxDuration(),
                service.nanoTime().getAsLong());
        announcing = new AnnouncementPlayer(roomId, service.vertx());
        agent = new RoomAgent(roomId, named(), service, this);
        attendance = new PresenceTracker(
                roomId,
                service,
                directory,
                captions,
                tracks,
                this::run,
                () -> end(SessionEndReason.ROOM_DELETED, null));
    }

    StartOptions options() {
        return options;
    }

    /** Returns whether the session is on its way out, so that another may follow it. */
    boolean isEnding() {
        return stopAsked || state == SessionState.ENDING || state == SessionState.ENDED;
    }

    /** Has the session count as ending from now on, though it may have to start first. */
    void askToStop() {
        stopAsked = true;
    }

    /**
     * Completed when the session is over: its agent gone and everything it had to say in the transcript. Failed if it
     * never started.
     */
    Future<SessionEndReason> ended() {
        return ended.future();
    }

    @Override
    public void start(Promise<Void> started) {
        service.fishjam()
                .room(roomId)
                .compose(this::enter)
                .compose(entered -> {
                    listen();
                    // Whoever started it may read along at once.
                    return written();
                })
                .recover(failure -> leave().transform(left -> Future.failedFuture(explained(failure))))
                .onFailure(failure -> {
                    state = SessionState.ENDED;
                    ended.fail(failure);
                })
                .onComplete(started);
    }

    private Future<Void> enter(Room room) {
        directory.reconcile(room);
        named().forEach(this::checkPerson);
        return agent.enter().compose(entered -> {
            openWebhook();
            return Future.succeededFuture();
        });
    }

    /** Before the session says its first, so that it is posted too. */
    private void openWebhook() {
        if (options.webhookUrl() != null && service.webhooks() != null) {
            webhook = service.webhooks()
                    .open(id, options.webhookUrl(), service.transcripts().open(roomId));
        }
    }

    private Set<String> named() {
        return options.peers() == null ? Set.of() : options.peers();
    }

    private void checkPerson(String peerId) {
        Peer peer =
                directory.find(peerId).orElseThrow(() -> SessionException.noSuchPeer(roomId, peerId, "is not in it"));
        if (!PeerDirectory.speaks(peer)) {
            throw SessionException.noSuchPeer(roomId, peerId, "is an agent or a bot");
        }
    }

    private void listen() {
        state = SessionState.LISTENING;
        captions.started(agent.id().orElse(""));
        attendance.open();
        vertx.setPeriodic(TICK.toMillis(), tick -> tick(service.nanoTime().getAsLong()));
        Announcement announcement = service.announcement();
        if (announcement != null && !Boolean.FALSE.equals(options.announcement())) {
            agent.socket().ifPresent(socket -> announcing.play(socket, announcement));
        }
        LOG.log(System.Logger.Level.INFO, "Room {0}: session {1} is listening", roomId, id);
    }

    private void tick(long nowNanos) {
        tracks.tick(nowNanos);
        stay.over(directory.isOccupied(), nowNanos).ifPresent(reason -> end(reason, null));
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        // Everybody's audio can come just before the session listens; that of who is named comes while others are still
        // being subscribed to, too early to be captioned by a session that has not started.
        boolean early = state == SessionState.CONNECTING && options.hearsEverybody();
        if (early || isIn()) {
            attendance.hear(chunk);
        }
    }

    @Override
    public void onMalformedFrame() {
        malformedFrames++;
    }

    @Override
    public void onLost(long heardNanos) {
        if (state == SessionState.LISTENING) {
            state = SessionState.RECONNECTING;
            captions.enter(SessionPhase.RECONNECTING);
            missing = new Missing(heardNanos, tracks.cut());
            warn("the connection to Fishjam is lost");
        }
    }

    @Override
    public void onBack() {
        Missing over = missing;
        if (state != SessionState.RECONNECTING || over == null) {
            return;
        }
        state = SessionState.LISTENING;
        captions.enter(SessionPhase.LISTENING);
        missing = null;
        long now = service.nanoTime().getAsLong();
        over.heard().onComplete(written -> captions.missed(over.fromNanos(), now));
        attendance.lookNow();
        LOG.log(System.Logger.Level.INFO, "Room {0}: session {1} is listening again", roomId, id);
    }

    @Override
    public void onGone(SessionEndReason reason, @Nullable String detail) {
        var unused = end(reason, detail);
    }

    private boolean isIn() {
        return state == SessionState.LISTENING || state == SessionState.RECONNECTING;
    }

    /** Ends the session, unless it is ending already. */
    Future<Void> end(SessionEndReason reason, @Nullable String detail) {
        return onEventLoop(() -> {
            if (isIn()) {
                state = SessionState.ENDING;
                captions.enter(SessionPhase.ENDING);
                attendance.close();
                tracks.closeAll(reason == SessionEndReason.DRAINED ? EndReason.DRAIN : EndReason.FLUSH)
                        .timeout(service.limits().endWithin().toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(late -> warn("its last words did not come in time"))
                        .transform(flushed -> {
                            if (missing != null) {
                                captions.missed(
                                        missing.fromNanos(), service.nanoTime().getAsLong());
                            }
                            captions.ended(service.nanoTime().getAsLong(), reason, detail);
                            return leave().compose(left -> written());
                        })
                        .onComplete(left -> over(reason));
            }
            return ended.future().mapEmpty();
        });
    }

    private void over(SessionEndReason reason) {
        state = SessionState.ENDED;
        if (webhook != null) {
            webhook.onSessionEnded();
        }
        LOG.log(System.Logger.Level.INFO, "Room {0}: session {1} ended, {2}", roomId, id, reason);
        ended.complete(reason);
        var unused = vertx.undeploy(deploymentID());
    }

    /** Whatever fails, it always succeeds. */
    private Future<Void> leave() {
        return agent.leave()
                .timeout(service.limits().endWithin().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> warn("its agent may still be in the room: " + failure.getMessage()))
                .otherwiseEmpty();
    }

    /** Completed once what was captioned is in the transcript; a disk that does not answer is not waited for long. */
    private Future<Void> written() {
        return Future.fromCompletionStage(captions.written(), context)
                .timeout(service.limits().endWithin().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> warn("its last words are not in the transcript yet"))
                .otherwiseEmpty();
    }

    /** Closes the open utterances; completed once their finals are in the transcript. */
    Future<Void> endUtterances() {
        return onEventLoop(() -> tracks.endUtterances().compose(ended -> written()));
    }

    Future<Void> interruptAnnouncement() {
        return onEventLoop(announcing::interrupt);
    }

    Future<SessionStatus> status() {
        return onEventLoop(() -> Future.succeededFuture(statusNow()));
    }

    private SessionStatus statusNow() {
        StreamLoad load = tracks.load();
        return new SessionStatus(
                roomId,
                id,
                state,
                options,
                captions.clock().startedAt(),
                agent.id().orElse(null),
                directory.present().stream()
                        .map(peer -> new SessionStatus.SpeakerStatus(
                                peer.id(), peer.name().orElse(null), tracks.of(peer.id())))
                        .toList(),
                load.lag().toMillis(),
                load.queued().toMillis(),
                SessionStatus.realTimeFactor(load),
                new SessionStatus.Counts(
                        captions.finals(),
                        captions.partials(),
                        captions.gaps(),
                        captions.lostSeconds(),
                        tracks.samples() / 16_000.0,
                        malformedFrames),
                webhook == null ? null : webhook.status());
    }

    private void run(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    private <T> Future<T> onEventLoop(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        context.runOnContext(now -> task.get().onComplete(result));
        return result.future();
    }

    private void warn(String what) {
        LOG.log(System.Logger.Level.WARNING, "Room {0}: session {1}: {2}", roomId, id, what);
    }

    private Throwable explained(Throwable failure) {
        if (failure instanceof ConnectionLost) {
            return new SessionException(
                    SessionException.Reason.FISHJAM_UNAVAILABLE,
                    "Room " + roomId + " is not transcribed: the agent's connection was lost. Start the room again.");
        }
        return failure instanceof FishjamException fishjam ? SessionException.of(roomId, fishjam) : failure;
    }
}
