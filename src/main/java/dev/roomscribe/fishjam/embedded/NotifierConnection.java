package dev.roomscribe.fishjam.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.proto.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/**
 * A server's socket, seen from Fishjam: presents the management token, then subscribes, in two steps or both at once.
 * Until then it is told nothing.
 */
final class NotifierConnection {
    private static final short NORMAL = 1000;
    private static final short UNSUPPORTED_DATA = 1003;

    private final EmbeddedFishjam fishjam;
    private final ServerWebSocket socket;
    private boolean authenticated;

    private NotifierConnection(EmbeddedFishjam fishjam, ServerWebSocket socket) {
        this.fishjam = fishjam;
        this.socket = socket;
    }

    static void accept(EmbeddedFishjam fishjam, Vertx vertx, ServerWebSocket socket) {
        NotifierConnection connection = new NotifierConnection(fishjam, socket);
        long pings =
                vertx.setPeriodic(fishjam.options().pingInterval().toMillis(), id -> socket.writePing(Buffer.buffer()));
        socket.binaryMessageHandler(connection::onMessage);
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(closed -> {
            vertx.cancelTimer(pings);
            connection.onClosed();
        });
    }

    private void onMessage(Buffer frame) {
        ServerMessage message = parse(frame);
        if (!authenticated) {
            authenticate(message);
        } else if (message.getContentCase() == ServerMessage.ContentCase.SUBSCRIBE_REQUEST) {
            subscribe(message.getSubscribeRequest().getEventType());
        } else {
            socket.close(UNSUPPORTED_DATA, "operation not allowed");
        }
    }

    private static ServerMessage parse(Buffer frame) {
        try {
            return ServerMessage.parseFrom(frame.getBytes());
        } catch (InvalidProtocolBufferException e) {
            return ServerMessage.getDefaultInstance();
        }
    }

    private void authenticate(ServerMessage message) {
        if (!message.hasAuthRequest()) {
            socket.close(NORMAL, "invalid auth request");
        } else if (fishjam.faults().nextNotifierIsRefused()
                || !message.getAuthRequest().getToken().equals(fishjam.managementToken())) {
            socket.close(NORMAL, "invalid token");
        } else {
            authenticated = true;
            send(bytes(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())));
        }
    }

    private void subscribe(ServerMessage.EventType eventType) {
        // Under the lock the answer is sure to come before the first notification.
        synchronized (fishjam.lock()) {
            send(bytes(ServerMessage.newBuilder()
                    .setSubscribeResponse(
                            ServerMessage.SubscribeResponse.newBuilder().setEventType(eventType))));
            fishjam.hub().subscribe(this);
        }
    }

    private static Buffer bytes(ServerMessage.Builder message) {
        return Buffer.buffer(message.build().toByteArray());
    }

    /** Queues a message, from any thread; one for a socket that is just closing is lost. */
    void send(Buffer message) {
        try {
            socket.writeBinaryMessage(message);
        } catch (IllegalStateException closed) {
            return;
        }
    }

    /** Breaks the connection without a word. */
    void drop() {
        Sockets.cut(socket);
    }

    private void onClosed() {
        synchronized (fishjam.lock()) {
            fishjam.hub().unsubscribe(this);
        }
    }
}
