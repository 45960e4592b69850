package dev.roomscribe.session.presence;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.fishjam.notification.NotificationFeed;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Fishjam's notifications and room reads for all sessions: one subscription, and one queue of reads with at most eight in
 * flight, so that many rooms do not become many pollers.
 *
 * <p>While Fishjam accepts no subscription, the rooms are only read. Every method may be called from any thread.
 */
public final class RoomMonitor implements NotificationFeed.Subscriber, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoomMonitor.class.getName());

    /**
     * The poll interval is multiplied by this while notifications are connected: reads then only find what a notification
     * missed.
     */
    private static final int CONNECTED_INTERVAL_FACTOR = 6;

    /** Receives what happens in one room, or in all rooms, on any thread. */
    public interface Watcher {
        /** Receives a notification of the subscription, in Fishjam's order. */
        void onNotification(RoomNotification notification);

        /** Called when the room should be read: the poll interval has passed, or notifications were missed. */
        void onReadDue();

        /** Receives a notification from a webhook: possibly late, repeated or out of order. */
        default void onWebhookNotification(RoomNotification notification) {
            onNotification(notification);
        }
    }

    private final EventLoop timers;
    private final RoomReadQueue reads;
    private volatile @Nullable NotificationFeed feed;
    private volatile long pollTimer;
    private final Map<String, Watcher> watchers = new ConcurrentHashMap<>();
    private volatile @Nullable Watcher allRoomsWatcher;
    private volatile boolean subscribed;
    private volatile boolean rejected;
    private int ticks;

    /**
     * Creates a monitor that is subscribed to no notifications.
     *
     * @param pollInterval the time between two reads of a room while no notifications are connected
     */
    public RoomMonitor(EventLoop timers, RoomClient fishjam, Duration pollInterval) {
        this.timers = requireNonNull(timers, "timers is null");
        reads = new RoomReadQueue(requireNonNull(fishjam, "fishjam is null"));
        timers.execute(() -> pollTimer = timers.repeat(pollInterval, this::onPollInterval));
    }

    /** Returns a monitor that subscribes to Fishjam's notifications. */
    public static RoomMonitor start(Vertx vertx, FishjamClient fishjam, Duration pollInterval) {
        Context context = vertx.getOrCreateContext();
        RoomMonitor monitor = new RoomMonitor(VertxEventLoop.of(context), fishjam, pollInterval);
        monitor.feed = NotificationFeed.start(fishjam::connectNotifications, vertx, monitor);
        return monitor;
    }

    /** Sets the watcher of a room, which replaces the room's previous one. */
    void watch(String roomId, Watcher watcher) {
        watchers.put(roomId, watcher);
    }

    void unwatch(String roomId, Watcher watcher) {
        watchers.remove(roomId, watcher);
    }

    /** Sets the one watcher of all rooms, which is called in addition to the watchers of single rooms. */
    public void watchAll(Watcher watcher) {
        allRoomsWatcher = watcher;
    }

    /**
     * Passes on a notification that a webhook delivered. It has no order relative to those of the subscription, and may
     * be a repetition. The watcher of its room receives it only while the subscription is not connected.
     */
    public void onWebhookNotification(RoomNotification notification) {
        Watcher all = allRoomsWatcher;
        if (all != null) {
            all.onWebhookNotification(notification);
        }
        Watcher watcher = watchers.get(notification.roomId());
        if (watcher != null && !subscribed) {
            watcher.onWebhookNotification(notification);
        }
    }

    /** Queues a read of a room; completes on any thread, and fails as {@link FishjamClient#room} does. */
    public Future<Room> read(String roomId) {
        return reads.read(roomId);
    }

    private void onPollInterval() {
        if (!subscribed || ++ticks % CONNECTED_INTERVAL_FACTOR == 0) {
            requestReads();
        }
    }

    /** Calls {@link Watcher#onReadDue} of all watchers. */
    public void requestReads() {
        watchers.values().forEach(Watcher::onReadDue);
        Watcher all = allRoomsWatcher;
        if (all != null) {
            all.onReadDue();
        }
    }

    @Override
    public void onSubscribed() {
        if (rejected) {
            LOG.log(System.Logger.Level.INFO, "Fishjam sends notifications again");
        }
        rejected = false;
        subscribed = true;
        requestReads();
    }

    @Override
    public void onNotification(RoomNotification notification) {
        Watcher all = allRoomsWatcher;
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
            LOG.log(System.Logger.Level.INFO, "The connection for notifications is interrupted: {0}", why);
        }
        subscribed = false;
    }

    @Override
    public void onRejected(String why) {
        subscribed = false;
        rejected = true;
        LOG.log(
                System.Logger.Level.WARNING,
                "Fishjam sends no notifications ({0}); the service reads the rooms periodically instead, so it notices"
                        + " later when peers join, leave or mute",
                why);
    }

    @Override
    public void close() {
        timers.execute(() -> timers.cancelTimer(pollTimer));
        NotificationFeed subscription = feed;
        if (subscription != null) {
            subscription.close();
        }
    }
}
