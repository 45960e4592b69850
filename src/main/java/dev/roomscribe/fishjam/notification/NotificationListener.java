package dev.roomscribe.fishjam.notification;

import dev.roomscribe.fishjam.SocketClosed;

/**
 * Receives the notifications of every room. Every method is called on the socket's event loop, one call at a time, and
 * must not block.
 */
public interface NotificationListener {
    /** Called when Fishjam has confirmed the subscription: every later event is notified. */
    default void onSubscribed() {}

    /** Receives a notification, in order for each room. Fishjam may send a notification twice. */
    void onNotification(RoomNotification notification);

    /** Called when a message could not be decoded. The message is skipped; the socket stays open. */
    default void onMalformedMessage() {}

    /** Called once, after everything else, when the socket is closed: later events are missed. */
    void onClosed(SocketClosed closed);
}
