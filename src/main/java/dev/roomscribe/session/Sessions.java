package dev.roomscribe.session;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.runtime.EventLoops;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.admission.AdmissionTicket;
import dev.roomscribe.session.admission.ExpectedRooms;
import dev.roomscribe.session.admission.FailedStarts;
import dev.roomscribe.session.admission.SessionAdmission;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sessions of this process, at most one per room. Every method may be called from any thread and never blocks. */
public final class Sessions implements SessionCalls {
    private final EventLoops eventLoops;
    private final SessionAdmission admission;
    private final FailedStarts failedStarts = new FailedStarts(SessionException::reasonName);
    private final SessionContext context;
    private final SessionResumption resumption;

    /** By room; guards itself and {@link #draining}. */
    private final Map<String, SessionEntry> entries = new HashMap<>();

    private final ExpectedRooms expected = new ExpectedRooms();
    private boolean draining;
    private final List<SessionObserver> observers = new CopyOnWriteArrayList<>();

    public Sessions(EventLoops eventLoops, SessionContext context) {
        this.eventLoops = requireNonNull(eventLoops, "eventLoops is null");
        this.context = requireNonNull(context, "context is null");
        admission =
                new SessionAdmission(context.settings(), context.recognition().engine()::load, context.time()::nanos);
        resumption = new SessionResumption(this, context, admission, eventLoops.shared());
    }

    public void addObserver(SessionObserver observer) {
        observers.add(requireNonNull(observer, "observer is null"));
    }

    /** If another process has left a session in the room, it is continued and counts as the running one. */
    @Override
    public Future<Started> start(String roomId, StartOptions.Requested requested, SessionQuota quota) {
        return Future.succeededFuture()
                .compose(now -> startUnlessRefused(roomId, requested, quota))
                .recover(failure -> resumption
                        .continueLeft(roomId, failure)
                        .compose(continued -> startUnlessRefused(roomId, requested, quota)))
                .recover(failure -> failedStarts.addRequested(SessionException.explain(roomId, failure)));
    }

    public Future<Started> start(String roomId, StartOptions options) {
        return start(roomId, StartOptions.Requested.of(options), SessionQuota.UNLIMITED);
    }

    private Future<Started> startUnlessRefused(String roomId, StartOptions.Requested requested, SessionQuota quota) {
        StartOptions options = requested.options();
        SessionEntry entry;
        boolean created;
        synchronized (entries) {
            if (draining) {
                throw SessionException.stopping();
            }
            if (expected.contains(roomId)) {
                return expected.arrival(roomId).compose(arrived -> startUnlessRefused(roomId, requested, quota));
            }
            options.check(roomId, context.settings(), context.output().webhooks());
            SessionEntry found = entries.get(roomId);
            if (found != null && found.session().isEnding()) {
                return found.removed().transform(removed -> startUnlessRefused(roomId, requested, quota));
            }
            if (found != null) {
                requested.requireAgreement(roomId, found.session().options(), context);
            }
            if (options.equals(StartOptions.DEFAULT)) {
                // Also if the start is refused: the room is wanted, so automatic transcription may start it later.
                observers.forEach(observer -> observer.onStartRequested(roomId));
            }
            created = found == null;
            entry = found != null
                    ? found
                    : deploy(roomId, options, SessionOrigin.anew(context.time()), admission.request(quota));
        }
        return entry.started()
                .compose(deployed -> entry.session().status())
                .map(status -> new Started(status, created));
    }

    /**
     * Starts a room's session with the default options, without a client's request. Does nothing if the room has a
     * session, even one that is ending.
     *
     * @param wanted checked under the lock that orders starts and stops, so no stop can come in between
     * @return whether a session was started; completes when it is listening; fails with {@link SessionException}
     */
    public Future<Boolean> startAutomatically(String roomId, BooleanSupplier wanted) {
        return Future.succeededFuture()
                .compose(now -> startWhereWanted(roomId, wanted))
                .recover(failure -> failedStarts.addAutomatic(SessionException.explain(roomId, failure)));
    }

    private Future<Boolean> startWhereWanted(String roomId, BooleanSupplier wanted) {
        SessionEntry entry;
        synchronized (entries) {
            SessionEntry found = entries.get(roomId);
            if (found != null) {
                return found.started().map(false);
            }
            if (expected.contains(roomId) || !wanted.getAsBoolean()) {
                return Future.succeededFuture(false);
            }
            if (draining) {
                return Future.failedFuture(SessionException.stopping());
            }
            entry = deploy(roomId, StartOptions.DEFAULT, SessionOrigin.anew(context.time()), admission.request());
        }
        return entry.started().map(true);
    }

    /**
     * Continues the sessions that earlier processes left. If other processes use the records, that is repeated until the
     * service stops, also for the sessions of those processes.
     *
     * @return completes when each is a session again, or is discarded, or left to another process
     */
    public Future<Void> resume() {
        return resumption.start();
    }

    /**
     * Continues the session that another process has left in a room, at once.
     *
     * @return completes with whether the room has a session now; fails if that cannot be known
     */
    public Future<Boolean> takeOver(String roomId) {
        return resumption.takeOver(roomId);
    }

    /** Returns how many sessions of other processes have been continued here, and how many ns that took together. */
    public SessionResumption.Takeovers takeovers() {
        return resumption.takeovers();
    }

    /** Returns the rooms for which every call waits until their sessions are added. */
    ExpectedRooms expected() {
        return expected;
    }

    /**
     * Adds a session that an earlier process left.
     *
     * @return completes on any thread when the session can take over the agent; empty if the room has a session, or if the
     *     service is stopping
     */
    Future<Optional<RoomSession>> resume(String roomId, StartOptions options, SessionOrigin origin) {
        synchronized (entries) {
            if (draining || entries.containsKey(roomId)) {
                return Future.succeededFuture(Optional.empty());
            }
            SessionEntry entry = deploy(roomId, options, origin, admission.resumed());
            return entry.started().map(deployed -> Optional.of(entry.session()));
        }
    }

    private SessionEntry deploy(String roomId, StartOptions options, SessionOrigin origin, AdmissionTicket ticket) {
        SessionEntry entry = SessionEntry.deploy(eventLoops, roomId, options, origin, context, ticket);
        entries.put(roomId, entry);
        entry.session()
                .ended()
                .onSuccess(reason -> reason.ifPresentOrElse(
                        ended -> onEnded(roomId, entry, ended), () -> entry.remove(() -> forget(roomId, entry))));
        entry.started().onFailure(failure -> entry.remove(() -> forget(roomId, entry)));
        return entry;
    }

    /** Removes the session and notifies the observers atomically, so that both always agree. */
    private void onEnded(String roomId, SessionEntry entry, SessionEndReason reason) {
        entry.remove(() -> {
            RoomSession session = entry.session();
            synchronized (entries) {
                forget(roomId, entry);
                if (session.isPaused()) {
                    dismiss(roomId);
                }
                observers.forEach(observer -> observer.onEnded(roomId, session.options(), reason));
            }
            observers.forEach(observer -> observer.afterEnd(roomId, reason, session.isStopRequested()));
        });
    }

    private void forget(String roomId, SessionEntry entry) {
        synchronized (entries) {
            entries.remove(roomId, entry);
            entry.ticket().release();
        }
    }

    /** A client wants that the room is not recorded. */
    void dismiss(String roomId) {
        observers.forEach(observer -> observer.onStopRequested(roomId));
    }

    /** Fails also if the service is stopping and leaves its sessions to the next process. */
    @Override
    public Future<Void> stop(String roomId) {
        SessionEntry found;
        synchronized (entries) {
            if (draining && context.suspends()) {
                // The session may be left to the next process already.
                return Future.failedFuture(SessionException.stopping());
            }
            if (expected.contains(roomId)) {
                return expected.arrival(roomId).compose(arrived -> stop(roomId));
            }
            dismiss(roomId);
            found = entries.get(roomId);
        }
        return found == null ? Future.succeededFuture() : found.stop(RoomSession::stop);
    }

    @Override
    public Future<Optional<SessionStatus>> endUtterances(String roomId) {
        return whenStarted(roomId, session -> session.endUtterances().compose(done -> session.status()));
    }

    @Override
    public Future<Optional<SessionStatus>> setPaused(String roomId, boolean paused) {
        return whenStarted(roomId, session -> session.setPaused(paused));
    }

    @Override
    public Future<Optional<SessionStatus>> interruptAnnouncement(String roomId) {
        return whenStarted(roomId, session -> session.interruptAnnouncement().compose(done -> session.status()));
    }

    @Override
    public Future<Optional<SessionStatus>> status(String roomId) {
        return whenStarted(roomId, RoomSession::status);
    }

    @Override
    public Future<Boolean> erase(String roomId, @Nullable String peerId) {
        return Future.fromCompletionStage(context.output().transcripts().erase(roomId, peerId));
    }

    @Override
    public Future<List<SessionStatus>> all() {
        return Future.all(entries().stream()
                        .filter(SessionEntry::hasStarted)
                        .map(entry -> entry.session().status())
                        .toList())
                .map(all -> all.list());
    }

    /** Returns how many sessions are starting, running or ending. */
    public int count() {
        return entries().size();
    }

    /** Returns how many sessions that an earlier process left have not joined their rooms yet. */
    public long resuming() {
        return entries().stream().filter(entry -> entry.session().isResuming()).count();
    }

    /** Returns how many more streams can be recognized here, at least 0. */
    public int freeStreams() {
        return admission.free();
    }

    /** Returns why a start of a room would fail with {@link SessionException.Reason#FULL} now, even if it had one person; empty if not. */
    public Optional<SessionException> refusal(String roomId) {
        return admission.refusal().map(refused -> SessionException.full(roomId, refused));
    }

    /** Returns how many streams are reserved for sessions whose speech is not measured yet. */
    public int reservedStreams() {
        return admission.reserved();
    }

    /** Returns how many starts failed for one of the {@link SessionException#reasonNames}. */
    public long failedStarts(String reason) {
        return failedStarts.count(reason);
    }

    /** Returns whether a room has a session here, even one that is starting or ending. */
    public boolean has(String roomId) {
        return find(roomId).isPresent();
    }

    /** Returns whether a room has a session that has finished its start, even one that is ending. */
    public boolean hasStarted(String roomId) {
        return find(roomId).filter(SessionEntry::hasStarted).isPresent();
    }

    /**
     * Ends all sessions, or suspends them if the next process can continue them, and refuses further starts. Completes when
     * the last session has ended, before the deadline if no event loop is blocked.
     */
    public Future<Void> drain(ShutdownDeadline deadline) {
        synchronized (entries) {
            draining = true;
        }
        return Future.join(entries().stream()
                        .map(entry -> entry.drain(deadline, context.suspends()))
                        .toList())
                .mapEmpty();
    }

    public boolean isDraining() {
        synchronized (entries) {
            return draining;
        }
    }

    private Future<Optional<SessionStatus>> whenStarted(
            String roomId, Function<RoomSession, Future<SessionStatus>> action) {
        return expected.arrival(roomId)
                .compose(arrived -> find(roomId)
                        .map(entry -> entry.whenStarted(action))
                        .orElse(Future.succeededFuture(Optional.empty())));
    }

    private Optional<SessionEntry> find(String roomId) {
        synchronized (entries) {
            return Optional.ofNullable(entries.get(roomId));
        }
    }

    private List<SessionEntry> entries() {
        synchronized (entries) {
            return List.copyOf(entries.values());
        }
    }
}
