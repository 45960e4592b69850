package dev.roomscribe.fishjam.embedded.notification;

import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.NotificationSink;
import dev.roomscribe.fishjam.proto.ServerMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends the notifications of all rooms to every subscribed WebSocket and to the webhooks, in the order of events. Used
 * under the rooms' lock, which establishes that order; nothing here blocks.
 */
public final class NotificationHub implements NotificationSink {
    private final Set<NotifierWebSocket> subscribers = new LinkedHashSet<>();
    private final Webhooks webhooks;
    private final Faults faults;

    public NotificationHub(Webhooks webhooks, Faults faults) {
        this.webhooks = webhooks;
        this.faults = faults;
    }

    void subscribe(NotifierWebSocket subscriber) {
        subscribers.add(subscriber);
    }

    void unsubscribe(NotifierWebSocket subscriber) {
        subscribers.remove(subscriber);
    }

    @Override
    public void publish(EmbeddedRoom room, ServerMessage notification) {
        Buffer message = Buffer.buffer(notification.toByteArray());
        for (int copies = faults.copiesOfNextNotification(); copies > 0; copies--) {
            subscribers.forEach(subscriber -> subscriber.send(message));
        }
        webhooks.post(room, notification);
    }

    /** Sends a binary frame to every subscribed WebSocket unchanged, even if it is malformed. */
    public void publishRaw(byte[] frame) {
        Buffer message = Buffer.buffer(frame);
        subscribers.forEach(subscriber -> subscriber.send(message));
    }

    /** Sends frames to every subscribed WebSocket, which may violate the protocol of WebSockets. */
    public void publishFrames(List<WebSocketFrame> frames) {
        subscribers.forEach(subscriber -> frames.forEach(subscriber::sendFrame));
    }

    /** Breaks the connection of every subscribed WebSocket without a close frame. */
    public void dropAll() {
        Set.copyOf(subscribers).forEach(NotifierWebSocket::drop);
    }
}
