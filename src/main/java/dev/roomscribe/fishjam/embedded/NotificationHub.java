package dev.roomscribe.fishjam.embedded;

import dev.roomscribe.fishjam.proto.ServerMessage;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells everybody who subscribed what happens in every room, in the order in which it happens. To be used under the
 * Fishjam's lock, which is what makes that one order; nothing here waits.
 */
final class NotificationHub {
    private final Set<NotifierConnection> subscribers = new LinkedHashSet<>();
    private final Webhooks webhooks;
    private final Faults faults;

    NotificationHub(Webhooks webhooks, Faults faults) {
        this.webhooks = webhooks;
        this.faults = faults;
    }

    void subscribe(NotifierConnection subscriber) {
        subscribers.add(subscriber);
    }

    void unsubscribe(NotifierConnection subscriber) {
        subscribers.remove(subscriber);
    }

    void publish(EmbeddedRoom room, ServerMessage notification) {
        Buffer message = Buffer.buffer(notification.toByteArray());
        for (int copies = faults.copiesOfNextNotification(); copies > 0; copies--) {
            subscribers.forEach(subscriber -> subscriber.send(message));
        }
        webhooks.post(room, notification);
    }

    /** Sends a frame as it is, sense or none. */
    void publishRaw(Buffer message) {
        subscribers.forEach(subscriber -> subscriber.send(message));
    }

    void closeAll() {
        Set.copyOf(subscribers).forEach(NotifierConnection::drop);
    }
}
