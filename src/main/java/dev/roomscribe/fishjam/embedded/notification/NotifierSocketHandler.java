package dev.roomscribe.fishjam.embedded.notification;

import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;

/** Accepts the WebSockets on which servers subscribe to notifications, and pings them. */
public final class NotifierSocketHandler implements Handler<ServerWebSocket> {
    private final Vertx vertx;
    private final Rooms rooms;
    private final NotificationHub hub;
    private final Faults faults;
    private final String managementToken;
    private final Duration pingInterval;

    public NotifierSocketHandler(
            Vertx vertx,
            Rooms rooms,
            NotificationHub hub,
            Faults faults,
            String managementToken,
            Duration pingInterval) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.hub = hub;
        this.faults = faults;
        this.managementToken = managementToken;
        this.pingInterval = pingInterval;
    }

    @Override
    public void handle(ServerWebSocket socket) {
        NotifierWebSocket notifier = new NotifierWebSocket(socket, rooms, hub, this::accepts);
        long pings = vertx.setPeriodic(pingInterval.toMillis(), id -> socket.writePing(Buffer.buffer()));
        socket.binaryMessageHandler(notifier::onMessage);
        // The close handler, which is called next, does the cleanup.
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(closed -> {
            vertx.cancelTimer(pings);
            notifier.onClosed();
        });
    }

    private boolean accepts(String token) {
        return !faults.refusesNextNotifier() && token.equals(managementToken);
    }
}
