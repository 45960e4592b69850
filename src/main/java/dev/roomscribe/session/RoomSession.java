package dev.roomscribe.session;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.fishjam.AgentListener;
import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.AgentSocket;
import dev.roomscribe.fishjam.AudioChunk;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.NextStep;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.transcript.SessionEndReason;
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
 * </pre>
 *
 * <p>A verticle: all of it runs on an event loop of its own, and its agent's socket with it. A start that fails leaves
 * no agent behind. The methods that return a future may be called from any thread.
 */
final class RoomSession extends AbstractVerticle implements AgentListener {
    private static final System.Logger LOG = System.getLogger(RoomSession.class.getName());

    /** How finely a stop of the audio is noticed. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final String roomId;
    private final String id = UlidCreator.getMonotonicUlid().toString();
    private final StartOptions options;
    private final SessionContext service;
    private final PeerDirectory directory;
    private final SessionCaptions captions;
    private final SpeechTracks tracks;
    private final Attendance attendance;
    private final Announcing announcing;
    private final Promise<Void> ended = Promise.promise();

    private volatile SessionState state = SessionState.CONNECTING;
    private volatile boolean stopAsked;
    private @Nullable CreatedPeer agent;
    private @Nullable AgentSocket socket;
    private long malformedFrames;

    RoomSession(String roomId, StartOptions options, SessionContext service) {
        this.roomId = roomId;
        this.options = options;
        this.service = service;
        directory = new PeerDirectory(options::hears);
        captions = new SessionCaptions(
                id,
                service.clock(),
                service.engine().model(),
                service.transcripts().open(roomId),
                peerId -> directory.find(peerId).flatMap(Peer::name).orElse(null));
        tracks = new SpeechTracks(
                service.engine(),
                new StreamOptions(options.partials(), true),
                captions,
                task -> context.runOnContext(now -> task.run()),
                service.limits().flushAfter());
        announcing = new Announcing(roomId, service.vertx());
        attendance = new Attendance(
                roomId, service, directory, captions, tracks, () -> end(SessionEndReason.ROOM_DELETED, null));
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

    /** Completed when the session is over: its agent gone and everything it had to say in the transcript. */
    Future<Void> ended() {
        return ended.future();
    }

    @Override
    public void start(Promise<Void> started) {
        service.fishjam()
                .room(roomId)
                .compose(this::enter)
                .onSuccess(entered -> listen())
                .recover(failure -> leave().transform(left -> Future.failedFuture(explained(failure))))
                .onFailure(failure -> {
                    state = SessionState.ENDED;
                    ended.complete();
                })
                .onComplete(started);
    }

    private Future<Void> enter(Room room) {
        directory.reconcile(room);
        named().forEach(this::checkPerson);
        AgentOptions hearing = options.hearsEverybody() ? AgentOptions.hearingAll() : AgentOptions.hearingSubscribed();
        return service.fishjam()
                .createAgent(roomId, hearing)
                .compose(created -> {
                    agent = created;
                    return service.fishjam().connectAgent(created.token(), created.peerWebsocketUrl(), this);
                })
                .compose(connected -> {
                    socket = connected;
                    return subscribe().compose(subscribed -> stillOpen(connected));
                });
    }

    private Set<String> named() {
        return options.peers() == null ? Set.of() : options.peers();
    }

    private void checkPerson(String peerId) {
        Peer peer = directory.find(peerId).orElseThrow(() -> noSuchPeer(peerId, "is not in it"));
        if (!PeerDirectory.speaks(peer)) {
            throw noSuchPeer(peerId, "is an agent or a bot");
        }
    }

    private SessionException noSuchPeer(String peerId, String why) {
        return new SessionException(
                SessionException.Reason.NO_SUCH_PEER,
                "Room %s is not transcribed: peer %s %s. Name people in the room, or leave peers out to hear everybody."
                        .formatted(roomId, peerId, why));
    }

    /** Has Fishjam send the agent what the peers who are named say; does nothing if everybody is heard anyway. */
    private Future<Void> subscribe() {
        // Waits for all of them even if one fails: nothing may be under way when the agent is deleted.
        return Future.join(named().stream().map(this::subscribeTo).toList()).mapEmpty();
    }

    private Future<Void> subscribeTo(String peerId) {
        return service.fishjam()
                .subscribeToPeer(roomId, connectedAgentId(), peerId)
                .recover(failure -> Future.failedFuture(
                        failure instanceof FishjamException fishjam
                                        && fishjam.reason() == FishjamException.Reason.NOT_FOUND
                                ? noSuchPeer(peerId, "is not in it any more")
                                : failure));
    }

    /** While the agent subscribed, nobody was there to end a session whose socket was lost. */
    private Future<Void> stillOpen(AgentSocket connected) {
        return connected.isOpen()
                ? Future.succeededFuture()
                : Future.failedFuture(new SessionException(
                        SessionException.Reason.FISHJAM_UNAVAILABLE,
                        "Room " + roomId
                                + " is not transcribed: the agent's connection was lost. Start the room again."));
    }

    private void listen() {
        state = SessionState.LISTENING;
        captions.started(connectedAgentId());
        attendance.open();
        vertx.setPeriodic(
                TICK.toMillis(), tick -> tracks.tick(service.nanoTime().getAsLong()));
        if (socket != null && service.announcement() != null && !Boolean.FALSE.equals(options.announcement())) {
            announcing.play(socket, service.announcement());
        }
        LOG.log(System.Logger.Level.INFO, "Room {0}: session {1} is listening", roomId, id);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        // Everybody's audio can come just before the session listens; that of who is named comes while others are still
        // being subscribed to, too early to be captioned by a session that has not started.
        boolean early = state == SessionState.CONNECTING && options.hearsEverybody();
        if (early || state == SessionState.LISTENING) {
            attendance.hear(chunk);
        }
    }

    @Override
    public void onMalformedFrame() {
        malformedFrames++;
    }

    @Override
    public void onClosed(SocketClosed closed) {
        var unused = closed.nextStep() == NextStep.ROOM_OVER
                ? end(SessionEndReason.ROOM_DELETED, null)
                : end(
                        SessionEndReason.FAILED,
                        "The agent's connection was lost (code %d, %s). Start the room again."
                                .formatted(closed.code(), closed.reason()));
    }

    /** Ends the session, unless it is ending already. */
    Future<Void> end(SessionEndReason reason, @Nullable String detail) {
        return onEventLoop(() -> {
            if (state == SessionState.LISTENING) {
                state = SessionState.ENDING;
                attendance.close();
                tracks.closeAll(reason == SessionEndReason.DRAINED ? EndReason.DRAIN : EndReason.FLUSH)
                        .timeout(service.limits().endWithin().toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(late -> warn("its last words did not come in time"))
                        .transform(flushed -> {
                            captions.ended(service.nanoTime().getAsLong(), reason, detail);
                            return leave();
                        })
                        .onComplete(left -> over(reason));
            }
            return ended.future();
        });
    }

    private void over(SessionEndReason reason) {
        state = SessionState.ENDED;
        LOG.log(System.Logger.Level.INFO, "Room {0}: session {1} ended, {2}", roomId, id, reason);
        ended.complete();
        var unused = vertx.undeploy(deploymentID());
    }

    /** Closes the socket and deletes the agent, so that nobody pays for it; whatever fails, it always succeeds. */
    private Future<Void> leave() {
        Future<Void> closed = socket == null ? Future.succeededFuture() : socket.close();
        return closed.transform(done -> agent == null
                        ? Future.<Void>succeededFuture()
                        : service.fishjam().deletePeer(roomId, agent.peer().id()))
                .timeout(service.limits().endWithin().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> warn("its agent may still be in the room: " + failure.getMessage()))
                .otherwiseEmpty();
    }

    /** Closes the open utterances; completed once their finals are in the transcript. */
    Future<Void> endUtterances() {
        return onEventLoop(tracks::endUtterances);
    }

    Future<Void> interruptAnnouncement() {
        return onEventLoop(announcing::interrupt);
    }

    Future<SessionStatus> status() {
        return onEventLoop(() -> Future.succeededFuture(new SessionStatus(
                roomId,
                id,
                state,
                options,
                captions.clock().startedAt(),
                agent == null ? null : agent.peer().id(),
                directory.present().stream()
                        .map(peer -> new SessionStatus.SpeakerStatus(
                                peer.id(), peer.name().orElse(null), tracks.count(peer.id())))
                        .toList(),
                tracks.longestWaitMs(),
                new SessionStatus.Counts(
                        captions.finals(),
                        captions.partials(),
                        captions.gaps(),
                        tracks.samples() / 16_000.0,
                        malformedFrames))));
    }

    private <T> Future<T> onEventLoop(Supplier<Future<T>> task) {
        Promise<T> result = Promise.promise();
        context.runOnContext(now -> task.get().onComplete(result));
        return result.future();
    }

    private String connectedAgentId() {
        return agent == null ? "" : agent.peer().id();
    }

    private void warn(String what) {
        LOG.log(System.Logger.Level.WARNING, "Room {0}: session {1}: {2}", roomId, id, what);
    }

    private Throwable explained(Throwable failure) {
        if (!(failure instanceof FishjamException fishjam)) {
            return failure;
        }
        SessionException.Reason reason =
                switch (fishjam.reason()) {
                    case NOT_FOUND -> SessionException.Reason.NO_SUCH_ROOM;
                    case BAD_REQUEST, UNAUTHORIZED, QUOTA_EXCEEDED, PEER_LIMIT, REFUSED ->
                        SessionException.Reason.FISHJAM_REFUSED;
                    case RATE_LIMITED, UNAVAILABLE, SERVER_ERROR, UNINTELLIGIBLE, NO_ANSWER ->
                        SessionException.Reason.FISHJAM_UNAVAILABLE;
                };
        return new SessionException(reason, "Room " + roomId + " is not transcribed. " + failure.getMessage());
    }
}
