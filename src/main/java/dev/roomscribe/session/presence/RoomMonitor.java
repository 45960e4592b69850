package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.notification.NotificationFeed;
import dev.roomscribe.fishjam.notification.RoomNotification;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Fishjam tells of rooms, for all sessions together: one subscription to notifications, and one line of reads, so
 * that a hundred rooms are not a hundred pollers.
 *
 * <p>Where Fishjam lets nobody subscribe, reading alone has to do. Every method may be called from any thread.
 */
public final class RoomMonitor implements NotificationFeed.Subscriber, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoomMonitor.class.getName());

    /** Reads under way at once. */
    private static final int MOST_READS = 8;

    /** Intervals between two regular reads while notifications come, which leave little to be found out. */
    private static final int RELAXED = 6;

    /** Is told of one room, or of all, on any thread. */
    public interface Watcher {
        void onNotification(RoomNotification notification);

        /** Learns that the room is to be read: it is time, or notifications were missed. */
        void onDue();

        /** Learns from somewhere else that something has happened, maybe long ago. */
        default void onHint(RoomNotification notification) {
            onNotification(notification);
        }
    }

    private record Read(String roomId, Promise<Room> answer) {}

    private final Vertx vertx;
    private final FishjamClient fishjam;
    private final NotificationFeed feed;
    private final long timer;
    private final Map<String, Watcher> watchers = new ConcurrentHashMap<>();
    private volatile @Nullable Watcher everyRoom;
    private final Queue<Read> waiting = new ArrayDeque<>();
    private int reading;
    private volatile boolean subscribed;
    private int ticks;

    /** @param interval between two regular reads of a room while no notifications come */
    public RoomMonitor(Vertx vertx, FishjamClient fishjam, Duration interval) {
        this.vertx = vertx;
        this.fishjam = fishjam;
        feed = NotificationFeed.start(fishjam::connectNotifications, vertx, this);
        timer = vertx.setPeriodic(interval.toMillis(), tick -> onTick());
    }

    /** Has a room watched, by one at a time. */
    void watch(String roomId, Watcher watcher) {
        watchers.put(roomId, watcher);
    }

    void unwatch(String roomId, Watcher watcher) {
        watchers.remove(roomId, watcher);
    }

    /** Has one more told of all rooms, besides those who watch one. */
    public void watchAll(Watcher watcher) {
        everyRoom = watcher;
    }

    /** Takes what came by another way than the subscription: in no order with it, and maybe not for the first time. */
    public void hint(RoomNotification notification) {
        Watcher all = everyRoom;
        if (all != null) {
            all.onHint(notification);
        }
        Watcher watcher = watchers.get(notification.roomId());
        if (watcher != null && !subscribed) {
            watcher.onHint(notification);
        }
    }

    /** Reads a room when it is its turn; completed on any thread. */
    public Future<Room> read(String roomId) {
        Read read = new Read(roomId, Promise.promise());
        synchronized (waiting) {
            waiting.add(read);
        }
        readNext();
        return read.answer.future();
    }

    private void readNext() {
        Read next;
        synchronized (waiting) {
            if (reading == MOST_READS || waiting.isEmpty()) {
                return;
            }
            reading++;
            next = waiting.remove();
        }
        fishjam.room(next.roomId).onComplete(answer -> {
            synchronized (waiting) {
                reading--;
            }
            next.answer.handle(answer);
            readNext();
        });
    }

    private void onTick() {
        if (!subscribed || ++ticks % RELAXED == 0) {
            allDue();
        }
    }

    /** Has everybody read what they watch. */
    public void allDue() {
        watchers.values().forEach(Watcher::onDue);
        Watcher all = everyRoom;
        if (all != null) {
            all.onDue();
        }
    }

    @Override
    public void onSubscribed() {
        subscribed = true;
        allDue();
    }

    @Override
    public void onNotification(RoomNotification notification) {
        Watcher all = everyRoom;
        if (all != null) {
            all.onNotification(notification);
        }
        Watcher watcher = watchers.get(notification.roomId());
        if (watcher != null) {
            watcher.onNotification(notification);
        }
    }

    @Override
    public void onInterrupted(String why) {
        if (subscribed) {
            LOG.log(System.Logger.Level.INFO, "Notifications are interrupted: {0}", why);
        }
        subscribed = false;
    }

    @Override
    public void onRejected(String why) {
        subscribed = false;
        LOG.log(
                System.Logger.Level.WARNING,
                "Fishjam gives no notifications ({0}); who joins, leaves and mutes is found out by reading the rooms",
                why);
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        feed.close();
    }
}
