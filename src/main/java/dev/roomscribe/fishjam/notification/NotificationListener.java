package dev.roomscribe.fishjam.notification;

import dev.roomscribe.fishjam.SocketClosed;

/**
 * Hears what happens in every room. Every method is called on the event loop of the notifier's socket, one at a time, and
 * must not wait.
 */
public interface NotificationListener {
    /** Learns that Fishjam has confirmed the subscription: nothing that happens from now on is left out. */
    default void onSubscribed() {}

    /** Learns what happened; in order for each room. Fishjam may say a thing twice, and knows more than it documents. */
    void onNotification(RoomNotification notification);

    /** Learns of a message that could not be read. It was left out; the socket goes on. */
    default void onMalformedFrame() {}

    /** Learns that the socket is gone: what happens from now on is missed. Called once, after everything else. */
    void onClosed(SocketClosed closed);
}
