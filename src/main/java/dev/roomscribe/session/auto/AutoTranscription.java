package dev.roomscribe.session.auto;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionObserver;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Starts a session in every room that has a peer to transcribe. Sessions end by themselves when their room is empty.
 *
 * <p>A notification only causes a check of its room: the room is read, and the result decides. So repeated, late,
 * reordered and lost notifications do no harm. Rooms that no notification named are found in the list of all rooms, which
 * is read at the poll interval. Each room is checked once at a time, and at most eight rooms at the same time.
 *
 * <p>A stopped room is not restarted automatically until it has been empty, whether it was stopped here or by removing its
 * agent. The same holds for rooms whose session reached its maximum duration or had other than the default options.
 *
 * <p>Every method may be called from any thread; the work is done on one event loop.
 */
public final class AutoTranscription implements RoomMonitor.Watcher, SessionObserver, AutoCloseable {
    private static final Duration MIN_RETRY_AFTER_FULL = Duration.ofSeconds(1);

    private final RoomMonitor rooms;
    private final Sessions sessions;
    private final EventLoop eventLoop;
    private final RoomLister lister;
    private final RoomQueue queue = new RoomQueue();
    private final Function<String, Future<Boolean>> turn;
    private final Consumer<String> onStarted;
    private final SuppressedRooms suppressed;
    private final FailureLog failures = new FailureLog();
    private volatile boolean closed;

    /** Whether a room could not be started because the service was full. */
    private boolean roomsSkipped;

    private AutoTranscription(
            Vertx vertx,
            FishjamClient fishjam,
            RoomMonitor rooms,
            Sessions sessions,
            SuppressedRooms suppressed,
            Function<String, Future<Boolean>> turn,
            Consumer<String> onStarted) {
        this.rooms = requireNonNull(rooms, "rooms is null");
        this.sessions = requireNonNull(sessions, "sessions is null");
        this.suppressed = requireNonNull(suppressed, "suppressed is null");
        this.turn = requireNonNull(turn, "turn is null");
        this.onStarted = requireNonNull(onStarted, "onStarted is null");
        Context context = vertx.getOrCreateContext();
        eventLoop = VertxEventLoop.of(context);
        lister = new RoomLister(requireNonNull(fishjam, "fishjam is null"), eventLoop, new ListListener());
    }

    /**
     * Starts with the rooms that exist now.
     *
     * @param turn completes with true once this process may start a room, and with false if another one has it
     * @param onStarted is called with the room of each session that is started; on any thread, so it must not block
     */
    public static AutoTranscription start(
            Vertx vertx,
            FishjamClient fishjam,
            RoomMonitor rooms,
            Sessions sessions,
            SuppressedRooms suppressed,
            Function<String, Future<Boolean>> turn,
            Consumer<String> onStarted) {
        AutoTranscription auto = new AutoTranscription(vertx, fishjam, rooms, sessions, suppressed, turn, onStarted);
        sessions.addObserver(auto);
        rooms.watchAll(auto);
        auto.onReadDue();
        return auto;
    }

    /** Starts no further sessions; the running ones continue. */
    @Override
    public void close() {
        closed = true;
        eventLoop.execute(lister::close);
    }

    @Override
    public void onNotification(RoomNotification notification) {
        if (mayChangeOccupancy(notification)) {
            execute(() -> enqueue(notification.roomId()));
        }
    }

    @Override
    public void onReadDue() {
        execute(lister::list);
    }

    @Override
    public void onStartRequested(String roomId) {
        suppressed.remove(roomId);
    }

    @Override
    public void onStopRequested(String roomId) {
        suppressed.add(roomId);
        // If the room is already empty, the check lifts the suppression.
        execute(() -> enqueue(roomId));
    }

    @Override
    public void onEnded(String roomId, StartOptions options, SessionEndReason reason) {
        if (reason == SessionEndReason.STOPPED
                || reason == SessionEndReason.MAX_DURATION
                || !options.equals(StartOptions.DEFAULT)) {
            suppressed.add(roomId);
        }
        execute(() -> {
            // A session that failed may fail again immediately, so its room is retried only after the next list of
            // rooms.
            if (reason != SessionEndReason.FAILED) {
                enqueue(roomId);
            }
            if (roomsSkipped) {
                lister.list();
            }
        });
    }

    /** Other notifications (mutes, metadata, agents) are far more frequent and cannot change whether a room is occupied. */
    private static boolean mayChangeOccupancy(RoomNotification notification) {
        if (notification instanceof RoomNotification.PeerConnected connected) {
            return connected.type() != PeerType.AGENT && connected.type() != PeerType.VAPI;
        } else if (notification instanceof RoomNotification.PeerDisconnected disconnected) {
            return disconnected.type() != PeerType.AGENT && disconnected.type() != PeerType.VAPI;
        }
        return notification instanceof RoomNotification.TrackAdded
                || notification instanceof RoomNotification.PeerDeleted
                || notification instanceof RoomNotification.PeerCrashed
                || notification instanceof RoomNotification.RoomDeleted
                || notification instanceof RoomNotification.RoomCrashed;
    }

    private static boolean isOccupied(Room room) {
        RoomType type = room.config().type();
        // Fishjam's documentation does not say that agents may join livestreams.
        return type != RoomType.LIVESTREAM
                && type != RoomType.AUDIO_ONLY_LIVESTREAM
                && room.peers().stream().anyMatch(peer -> peer.connected() && PeerDirectory.isWebRtc(peer));
    }

    private final class ListListener implements RoomLister.Listener {
        @Override
        public long onListStart() {
            return suppressed.version();
        }

        @Override
        public void onListEnd(AsyncResult<List<Room>> result, long version) {
            if (result.succeeded()) {
                onListed(result.result(), version);
            } else {
                failures.addListFailure(String.valueOf(result.cause().getMessage()));
                lister.retry();
            }
        }
    }

    private void onListed(List<Room> listed, long version) {
        Set<String> ids = listed.stream().map(Room::id).collect(Collectors.toSet());
        suppressed.retainExisting(ids, version);
        failures.retainRooms(ids);
        roomsSkipped = false;
        for (Room room : listed) {
            if (!isOccupied(room)) {
                suppressed.removeEmpty(room.id(), version);
                failures.remove(room.id());
            } else if (!suppressed.contains(room.id())) {
                enqueue(room.id());
            }
        }
        if (failures.isEmpty()) {
            lister.resetBackoff();
        }
    }

    private void enqueue(String roomId) {
        queue.add(roomId);
        checkNext();
    }

    private void checkNext() {
        Optional<String> next = queue.poll();
        while (next.isPresent()) {
            String roomId = next.get();
            if (!sessions.hasStarted(roomId)) {
                Optional<SessionException> refusal =
                        suppressed.contains(roomId) ? Optional.empty() : sessions.refusal(roomId);
                if (refusal.isPresent()) {
                    onFull(refusal.get());
                } else {
                    check(roomId);
                }
            }
            next = queue.poll();
        }
    }

    private void check(String roomId) {
        queue.start(roomId);
        long version = suppressed.version();
        turn.apply(roomId)
                .compose(mine -> mine ? startIfOccupied(roomId, version) : Future.succeededFuture(false))
                .onComplete(result -> execute(() -> {
                    queue.finish(roomId);
                    if (result.failed()) {
                        onCheckFailed(roomId, result.cause(), version);
                    } else {
                        failures.remove(roomId);
                        if (result.result()) {
                            failures.removeFull();
                        }
                    }
                    checkNext();
                }));
    }

    private Future<Boolean> startIfOccupied(String roomId, long version) {
        return rooms.read(roomId).compose(room -> {
            if (isOccupied(room)) {
                return sessions.startAutomatically(roomId, () -> !suppressed.contains(roomId))
                        .onSuccess(started -> {
                            if (started) {
                                onStarted.accept(roomId);
                            }
                        });
            }
            suppressed.removeEmpty(roomId, version);
            return Future.succeededFuture(false);
        });
    }

    private void onCheckFailed(String roomId, Throwable cause, long version) {
        SessionException.Reason reason = reason(cause);
        switch (reason) {
            case NO_SUCH_ROOM -> {
                suppressed.removeEmpty(roomId, version);
                failures.remove(roomId);
            }
            case FULL -> onFull(cause);
            // Another node has won the race for the room.
            case RUNS_ELSEWHERE -> failures.remove(roomId);
            case CLUSTER_UNAVAILABLE -> lister.retry();
            case STOPPING -> {}
            default -> {
                failures.addRoomFailure(roomId, String.valueOf(cause.getMessage()));
                // Fishjam would reject the request again, for example because the room is full: no early retry.
                if (reason == SessionException.Reason.FISHJAM_UNAVAILABLE) {
                    lister.retry();
                }
            }
        }
    }

    /** Lists the rooms again when the refusal says; otherwise at the end of a session, or at the next poll. */
    private void onFull(Throwable cause) {
        roomsSkipped = true;
        failures.addFull();
        if (cause instanceof SessionException refused) {
            refused.retryAfter()
                    .map(delay -> delay.compareTo(MIN_RETRY_AFTER_FULL) < 0 ? MIN_RETRY_AFTER_FULL : delay)
                    .ifPresent(lister::listAfter);
        }
    }

    private static SessionException.Reason reason(Throwable cause) {
        if (cause instanceof SessionException session) {
            return session.reason();
        }
        return cause instanceof FishjamException fishjam
                ? SessionException.reason(fishjam)
                : SessionException.Reason.FISHJAM_UNAVAILABLE;
    }

    private void execute(Runnable task) {
        eventLoop.execute(() -> {
            if (!closed) {
                task.run();
            }
        });
    }
}
