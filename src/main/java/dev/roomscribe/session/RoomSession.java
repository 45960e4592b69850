package dev.roomscribe.session;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.agent.AnnouncementPlayer;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.presence.PresenceTracker;
import dev.roomscribe.session.runtime.EventLoop;
import dev.roomscribe.session.runtime.TimeSource;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.session.speech.SessionClock;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SessionPhase;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * <p>Everything in it, its agent's socket included, runs on one event loop. A start that fails leaves no agent behind.
 * The methods that return a future may be called from any thread, {@link #start} only on the event loop.
 */
final class RoomSession implements RoomAgent.Listener {
    private static final System.Logger LOG = System.getLogger(RoomSession.class.getName());

    /** How often tracks are checked for a stop of their audio, and the session for its expiry. */
    private static final Duration TICK_INTERVAL = Duration.ofMillis(100);

    private final String roomId;
    private final String id = UlidCreator.getMonotonicUlid().toString();
    private final StartOptions options;
    private final SessionSettings settings;
    private final TimeSource time;
    private final RoomClient fishjam;
    private final RoomTranscript transcript;
    private final EventLoop eventLoop;

    private final PeerDirectory directory;
    private final CaptionPublisher captions;
    private final SpeechTracks tracks;
    private final ConnectionGap connectionGap;
    private final RoomAgent agent;
    private final PresenceTracker presence;
    private final AnnouncementPlayer announcementPlayer;
    private final SessionExpiry expiry;
    private final SessionWebhook webhook;
    private final StatusReport statusReport;
    private final Promise<SessionEndReason> ended = Promise.promise();

    private volatile SessionState state = SessionState.CONNECTING;
    private volatile boolean stopRequested;
    private long malformedFrames;
    private long timer;

    RoomSession(
            String roomId,
            StartOptions options,
            FishjamAccess fishjam,
            RecognitionSettings recognition,
            SessionOutput output,
            SessionSettings settings,
            EventLoop eventLoop,
            TimeSource time) {
        this.roomId = roomId;
        this.options = options;
        this.settings = settings;
        this.eventLoop = eventLoop;
        this.time = time;
        this.fishjam = fishjam.client();
        transcript = output.transcripts().open(roomId);
        webhook = new SessionWebhook(output.webhooks());
        directory = new PeerDirectory(roomId, options::includes);
        captions = new CaptionPublisher(
                id,
                SessionClock.start(time),
                recognition.engine().model(),
                transcript,
                peerId -> directory.name(peerId).orElse(null));
        RecognitionSettings own = recognition.withGate(options.gate(recognition.gate()));
        StreamOptions streamOptions =
                new StreamOptions(options.partials(), own.gate().endpointing().isZero());
        tracks = new SpeechTracks(own, streamOptions, captions, eventLoop);
        connectionGap = new ConnectionGap(tracks, captions);
        expiry = new SessionExpiry(settings.lifetime(), time.nanos());
        announcementPlayer = new AnnouncementPlayer(roomId, eventLoop);
        agent = new RoomAgent(
                roomId,
                options.listedPeers(),
                fishjam.client(),
                fishjam.agents(),
                settings.timeouts().reconnect(),
                eventLoop,
                time,
                this);
        presence = new PresenceTracker(
                roomId,
                fishjam.rooms(),
                directory,
                captions,
                tracks,
                eventLoop,
                time,
                agent::audioReceived,
                () -> end(SessionEndReason.ROOM_DELETED, null));
        statusReport = new StatusReport(roomId, id, options, directory, tracks, captions);
    }

    StartOptions options() {
        return options;
    }

    /**
     * Returns whether the session is ending or its stop was requested; a start must then wait for its end and create
     * another.
     */
    boolean isEnding() {
        return stopRequested || state == SessionState.ENDING || state == SessionState.ENDED;
    }

    /** Makes {@link #isEnding} return true. A session that is starting can end only after its start. */
    void requestStop() {
        stopRequested = true;
    }

    /**
     * Completes when the session has ended: its agent is deleted and all its events are in the transcript. Fails if the
     * session could not be started.
     */
    Future<SessionEndReason> ended() {
        return ended.future();
    }

    /** Joins the room; completes when the session is listening, fails with {@link SessionException}. */
    Future<Void> start() {
        return fishjam.room(roomId)
                .compose(this::join)
                .compose(joined -> {
                    listen();
                    // The client that started the room may subscribe immediately, and session.started must be in the
                    // transcript by then.
                    return transcriptWritten();
                })
                .recover(failure ->
                        leave().transform(left -> Future.failedFuture(SessionException.explain(roomId, failure))))
                .onFailure(failure -> {
                    state = SessionState.ENDED;
                    captions.discardAll();
                    tracks.abandonAll();
                    ended.fail(failure);
                });
    }

    private Future<Void> join(Room room) {
        directory.initialize(room);
        options.listedPeers().forEach(this::checkCanBeTranscribed);
        return agent.join().compose(joined -> {
            // Before the first event, so that it is posted too.
            webhook.open(id, options, transcript);
            return Future.succeededFuture();
        });
    }

    private void checkCanBeTranscribed(String peerId) {
        Peer peer = directory
                .find(peerId)
                .orElseThrow(() -> SessionException.noSuchPeer(roomId, peerId, "is not in the room"));
        if (!PeerDirectory.isWebRtc(peer)) {
            throw SessionException.noSuchPeer(roomId, peerId, "is an agent or a bot");
        }
    }

    private void listen() {
        state = SessionState.LISTENING;
        captions.sessionStarted(agent.id().orElse(""));
        presence.open();
        timer = eventLoop.repeat(TICK_INTERVAL, () -> tick(time.nanos()));
        Announcement announcement = settings.announcement();
        if (announcement != null && !Boolean.FALSE.equals(options.announcement())) {
            agent.socket().ifPresent(socket -> announcementPlayer.play(socket, announcement));
        }
        log(System.Logger.Level.INFO, "listening");
    }

    private void tick(long nowNanos) {
        if (!isActive()) {
            return;
        }
        tracks.tick(nowNanos);
        connectionGap.tick(nowNanos);
        captions.saveProgress(nowNanos, progress(nowNanos));
        expiry.check(directory.isOccupied(), nowNanos).ifPresent(reason -> end(reason, null));
    }

    private List<TrackProgress> progress(long nowNanos) {
        SessionClock clock = captions.clock();
        List<TrackProgress> progress = new ArrayList<>(tracks.progress(clock.seconds(nowNanos)));
        progress.addAll(presence.progress());
        connectionGap.unpublishedFrom().ifPresent(from -> progress.add(TrackProgress.ofAllPeers(clock.seconds(from))));
        return progress;
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        // Audio may arrive just before the session listens. If the request lists peers, it is ignored then: the first
        // peer's audio arrives while the agent still subscribes to the others, and the start may still fail.
        boolean early = state == SessionState.CONNECTING && options.includesAllPeers();
        if (early || isActive()) {
            presence.accept(chunk);
        }
    }

    @Override
    public void onMalformedMessage() {
        malformedFrames++;
    }

    @Override
    public void onConnectionLost(long lastReceivedNanos) {
        if (state == SessionState.LISTENING) {
            state = SessionState.RECONNECTING;
            captions.enterPhase(SessionPhase.RECONNECTING);
            connectionGap.open(lastReceivedNanos);
            log(System.Logger.Level.WARNING, "the connection to Fishjam is lost; reconnecting");
        }
    }

    @Override
    public void onReconnected() {
        if (state != SessionState.RECONNECTING) {
            return;
        }
        state = SessionState.LISTENING;
        captions.enterPhase(SessionPhase.LISTENING);
        connectionGap.closeOnReconnect(time.nanos());
        presence.refresh();
        log(System.Logger.Level.INFO, "reconnected, listening");
    }

    @Override
    public void onTerminated(SessionEndReason reason, @Nullable String detail) {
        var unused = end(reason, detail);
    }

    private boolean isActive() {
        return state == SessionState.LISTENING || state == SessionState.RECONNECTING;
    }

    /**
     * Ends the session; does nothing if it is ending already.
     *
     * @param detail published with {@code session.ended}; null for none
     * @return completes or fails as {@link #ended} does
     */
    Future<Void> end(SessionEndReason reason, @Nullable String detail) {
        return eventLoop.call(() -> {
            if (isActive()) {
                // Audio that arrives from now on does not belong to the session.
                long endNanos = time.nanos();
                state = SessionState.ENDING;
                captions.enterPhase(SessionPhase.ENDING);
                presence.close();
                withinShutdownTimeout(
                                tracks.closeAll(reason == SessionEndReason.DRAINED ? EndReason.DRAIN : EndReason.FLUSH),
                                "the last audio was not recognized in time and is stated as gaps")
                        .compose(flushed -> {
                            tracks.abandonAll();
                            connectionGap.closeOnEnd(endNanos);
                            captions.sessionEnded(endNanos, reason, detail);
                            return leave().compose(left -> transcriptWritten());
                        })
                        .onComplete(left -> finish(reason));
            }
            return ended.future().mapEmpty();
        });
    }

    private void finish(SessionEndReason reason) {
        state = SessionState.ENDED;
        eventLoop.cancelTimer(timer);
        webhook.close();
        log(System.Logger.Level.INFO, "ended, reason " + reason.json());
        ended.complete(reason);
    }

    /** Never fails. */
    private Future<Void> leave() {
        return withinShutdownTimeout(agent.leave(), "the agent could not be deleted yet and may still be in the room");
    }

    /** Completes when all published events are in the transcript, or after the shutdown timeout; never fails. */
    private Future<Void> transcriptWritten() {
        return withinShutdownTimeout(
                eventLoop.await(captions.written()), "the last events are not yet written to the transcript");
    }

    /** @param warning logged if the step fails or takes too long; the returned future succeeds then */
    private Future<Void> withinShutdownTimeout(Future<Void> step, String warning) {
        return eventLoop
                .limit(step, settings.timeouts().shutdown())
                .onFailure(failure -> log(System.Logger.Level.WARNING, warning + ": " + failure.getMessage()))
                .otherwiseEmpty();
    }

    /** Ends all open utterances; completes when their finals are in the transcript. */
    Future<Void> endUtterances() {
        return eventLoop.call(() -> tracks.endUtterances().compose(ended -> transcriptWritten()));
    }

    /** Stops the announcement; does nothing if it is not playing. */
    Future<Void> interruptAnnouncement() {
        return eventLoop.call(announcementPlayer::interrupt);
    }

    Future<SessionStatus> status() {
        return eventLoop.call(() -> Future.succeededFuture(
                statusReport.compose(state, agent.id().orElse(null), malformedFrames, webhook.status())));
    }

    private void log(System.Logger.Level level, String what) {
        LOG.log(level, "Room {0}: session {1}: {2}", roomId, id, what);
    }
}
