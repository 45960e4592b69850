package dev.roomscribe.fishjam.embedded.room;

import dev.roomscribe.fishjam.embedded.media.AudioScheduler;
import dev.roomscribe.fishjam.proto.ServerMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * All rooms, and the lock that guards rooms, peers, tracks and subscriptions. Nothing blocks under the lock. Every
 * method may be called from any thread.
 */
public final class Rooms implements AutoCloseable {
    private final AudioScheduler audio;
    private final NotificationSink notifications;
    private final Executor eventLoop;
    private final Object lock = new Object();
    /** Guarded by the lock. */
    private final Map<String, EmbeddedRoom> rooms = new LinkedHashMap<>();

    /**
     * Creates an empty set of rooms.
     *
     * @param eventLoop runs tasks that need the lock on behalf of the audio thread
     */
    public Rooms(AudioScheduler audio, NotificationSink notifications, Executor eventLoop) {
        this.audio = audio;
        this.notifications = notifications;
        this.eventLoop = eventLoop;
    }

    /** Returns the lock to hold while several calls must see or change one state. */
    public Object lock() {
        return lock;
    }

    /** Returns the room with this id; creates it with default settings if there is none. */
    public EmbeddedRoom open(String id) {
        synchronized (lock) {
            return find(id).orElseGet(() -> create(id, RoomSettings.defaults()));
        }
    }

    public Optional<EmbeddedRoom> find(String id) {
        synchronized (lock) {
            return Optional.ofNullable(rooms.get(id));
        }
    }

    /** Returns all rooms, in the order of their creation. */
    public List<EmbeddedRoom> all() {
        synchronized (lock) {
            return List.copyOf(rooms.values());
        }
    }

    /** Creates a room; no room may have this id yet. */
    public EmbeddedRoom create(String id, RoomSettings settings) {
        synchronized (lock) {
            EmbeddedRoom room = new EmbeddedRoom(this, id, settings);
            rooms.put(id, room);
            publish(room, NotificationMessages.roomCreated(room));
            return room;
        }
    }

    void delete(String roomId) {
        synchronized (lock) {
            EmbeddedRoom room = rooms.remove(roomId);
            if (room != null) {
                room.stop();
            }
        }
    }

    void crash(String roomId, String reason) {
        synchronized (lock) {
            EmbeddedRoom room = rooms.remove(roomId);
            if (room != null) {
                room.fail(reason);
            }
        }
    }

    void publish(EmbeddedRoom room, ServerMessage notification) {
        notifications.publish(room, notification);
    }

    AudioScheduler audio() {
        return audio;
    }

    /** Runs a task soon, on an event loop. */
    void runLater(Runnable task) {
        eventLoop.execute(task);
    }

    /** Deletes all rooms. */
    @Override
    public void close() {
        synchronized (lock) {
            all().forEach(room -> delete(room.id()));
        }
    }
}
