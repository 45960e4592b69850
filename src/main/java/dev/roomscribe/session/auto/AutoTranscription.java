package dev.roomscribe.session.auto;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has every room with somebody in it transcribed. Sessions end by themselves when nobody is left, so all there is to do
 * is to start them.
 *
 * <p>Whatever is told of a room is only a reason to look at it: what counts is what a read of it says. So it makes no
 * difference what is told twice, late, in another order or not at all; what nobody told is found in the list of all
 * rooms, which is read now and then. A room is looked at by one at a time, and few rooms at the same time.
 *
 * <p>Who stops a room, here or by removing its agent, is not contradicted: it is left alone until nobody has been in it,
 * and so are rooms that were transcribed for as long as may be, or with options that somebody chose.
 *
 * <p>Every method may be called from any thread; all of it happens on one event loop.
 */
public final class AutoTranscription implements RoomMonitor.Watcher, Sessions.Observer, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AutoTranscription.class.getName());

    /** Rooms being looked at or started at the same time. */
    private static final int MOST_AT_ONCE = 8;

    /** What is told of more rooms than this at a time, the next list will tell. */
    private static final int MOST_WAITING = 10_000;

    /** Stands for all rooms where a room is named; no room's id is empty. */
    private static final String EVERYWHERE = "";

    private final SessionContext service;
    private final Sessions sessions;
    private final Context eventLoop;
    private final Backoff backoff = Backoff.between(Duration.ofMillis(250), Duration.ofSeconds(5));
    private final SuppressedRooms dismissed = new SuppressedRooms();
    private volatile boolean closed;

    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> busy = new HashSet<>();
    /** What keeps rooms from being transcribed, so that it is logged once. */
    private final Map<String, String> troubles = new HashMap<>();

    private boolean listing;
    private boolean again;
    /** Whether a room was found for which there was no place. */
    private boolean turnedAway;

    private int failures;
    private @Nullable Long retry;

    private AutoTranscription(SessionContext service, Sessions sessions) {
        this.service = service;
        this.sessions = sessions;
        eventLoop = service.vertx().getOrCreateContext();
    }

    /** Begins with the rooms that there are. */
    public static AutoTranscription start(SessionContext service, Sessions sessions) {
        AutoTranscription auto = new AutoTranscription(service, sessions);
        sessions.observe(auto);
        service.rooms().watchAll(auto);
        auto.onDue();
        return auto;
    }

    /** Starts no more sessions. */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void onNotification(RoomNotification notification) {
        if (tellsWhoIsThere(notification)) {
            run(() -> offer(notification.roomId()));
        }
    }

    @Override
    public void onDue() {
        run(this::list);
    }

    @Override
    public void onStartAsked(String roomId) {
        dismissed.remove(roomId);
    }

    @Override
    public void onStopAsked(String roomId) {
        dismissed.add(roomId);
        // It may be empty already.
        run(() -> offer(roomId));
    }

    @Override
    public void onEnded(String roomId, StartOptions options, SessionEndReason reason) {
        if (reason == SessionEndReason.STOPPED
                || reason == SessionEndReason.MAX_DURATION
                || !options.equals(StartOptions.DEFAULT)) {
            dismissed.add(roomId);
        }
        run(() -> {
            // What failed, may fail at once again: that waits for the next list.
            if (reason != SessionEndReason.FAILED) {
                offer(roomId);
            }
            if (turnedAway) {
                list();
            }
        });
    }

    /** The rest, mutes and names and what agents do, comes far more often and bears on nothing here. */
    private static boolean tellsWhoIsThere(RoomNotification notification) {
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
        // Fishjam says nowhere that agents may join what is streamed.
        return type != RoomType.LIVESTREAM
                && type != RoomType.AUDIO_ONLY_LIVESTREAM
                && room.peers().stream().anyMatch(peer -> peer.connected() && PeerDirectory.speaks(peer));
    }

    private void list() {
        if (listing) {
            // The answer that is on its way may be older than what is to be found out.
            again = true;
            return;
        }
        listing = true;
        if (retry != null) {
            service.vertx().cancelTimer(retry);
            retry = null;
        }
        long asked = dismissed.now();
        service.fishjam()
                .rooms()
                .onComplete(answer -> run(() -> {
                    listing = false;
                    listed(answer, asked);
                    if (again) {
                        again = false;
                        list();
                    }
                }));
    }

    private void listed(AsyncResult<List<Room>> answer, long asked) {
        if (answer.failed()) {
            trouble(EVERYWHERE, String.valueOf(answer.cause().getMessage()));
            tryAgain();
            return;
        }
        List<Room> rooms = answer.result();
        Set<String> ids = rooms.stream().map(Room::id).collect(Collectors.toSet());
        dismissed.existed(ids, asked);
        troubles.keySet().retainAll(ids);
        turnedAway = false;
        for (Room room : rooms) {
            if (!isOccupied(room)) {
                dismissed.wasEmpty(room.id(), asked);
                troubles.remove(room.id());
            } else if (!dismissed.contains(room.id())) {
                offer(room.id());
            }
        }
        if (troubles.isEmpty()) {
            failures = 0;
        }
    }

    /** Has a room looked at when it is its turn. */
    private void offer(String roomId) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(roomId);
        }
        next();
    }

    private void next() {
        Optional<String> due = due();
        while (due.isPresent()) {
            String roomId = due.get();
            waiting.remove(roomId);
            if (!sessions.hasStarted(roomId)) {
                if (sessions.isFull() && !dismissed.contains(roomId)) {
                    turnedAway = true;
                } else {
                    look(roomId);
                }
            }
            due = due();
        }
    }

    private Optional<String> due() {
        return busy.size() == MOST_AT_ONCE
                ? Optional.empty()
                : waiting.stream().filter(roomId -> !busy.contains(roomId)).findFirst();
    }

    private void look(String roomId) {
        busy.add(roomId);
        long asked = dismissed.now();
        service.rooms()
                .read(roomId)
                .compose(room -> {
                    if (isOccupied(room)) {
                        return sessions.startUnattended(roomId, () -> !dismissed.contains(roomId));
                    }
                    dismissed.wasEmpty(roomId, asked);
                    return Future.succeededFuture(false);
                })
                .onComplete(outcome -> run(() -> {
                    busy.remove(roomId);
                    if (outcome.failed()) {
                        failed(roomId, outcome.cause(), asked);
                    } else {
                        troubles.remove(roomId);
                    }
                    next();
                }));
    }

    private void failed(String roomId, Throwable cause, long asked) {
        SessionException.Reason reason = reason(cause);
        switch (reason) {
            case NO_SUCH_ROOM -> {
                dismissed.wasEmpty(roomId, asked);
                troubles.remove(roomId);
            }
            case FULL -> turnedAway = true;
            case STOPPING -> {}
            default -> {
                trouble(roomId, String.valueOf(cause.getMessage()));
                // A refusal, such as of a room with as many peers as it may have, is not worth asking for soon.
                if (reason == SessionException.Reason.FISHJAM_UNAVAILABLE) {
                    tryAgain();
                }
            }
        }
    }

    private static SessionException.Reason reason(Throwable cause) {
        if (cause instanceof SessionException known) {
            return known.reason();
        }
        return cause instanceof FishjamException fishjam
                ? SessionException.reason(fishjam)
                : SessionException.Reason.FISHJAM_UNAVAILABLE;
    }

    private void trouble(String roomId, String what) {
        if (!what.equals(troubles.put(roomId, what))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} cannot be transcribed by {1}: {2}",
                    roomId.equals(EVERYWHERE) ? "Rooms" : "Room " + roomId,
                    roomId.equals(EVERYWHERE) ? "themselves" : "itself",
                    what);
        }
    }

    /** Reads the list before it is due, which brings back whatever did not work. */
    private void tryAgain() {
        if (retry == null) {
            retry = service.vertx().setTimer(backoff.delay(++failures).toMillis(), timer -> {
                retry = null;
                run(this::list);
            });
        }
    }

    private void run(Runnable task) {
        eventLoop.runOnContext(now -> {
            if (!closed) {
                task.run();
            }
        });
    }
}
