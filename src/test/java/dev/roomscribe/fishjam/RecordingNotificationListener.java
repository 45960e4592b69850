package dev.roomscribe.fishjam;

import dev.roomscribe.fishjam.notification.NotificationListener;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records every notification. */
public final class RecordingNotificationListener implements NotificationListener {
    public final List<RoomNotification> notifications = new CopyOnWriteArrayList<>();
    public final List<SocketClosed> closes = new CopyOnWriteArrayList<>();
    public final AtomicInteger malformed = new AtomicInteger();

    @Override
    public void onNotification(RoomNotification notification) {
        notifications.add(notification);
    }

    @Override
    public void onMalformedMessage() {
        malformed.incrementAndGet();
    }

    @Override
    public void onClosed(SocketClosed closed) {
        closes.add(closed);
    }

    /** Returns the types of the notifications in order. */
    public List<String> kinds() {
        return notifications.stream().map(it -> it.getClass().getSimpleName()).toList();
    }
}
