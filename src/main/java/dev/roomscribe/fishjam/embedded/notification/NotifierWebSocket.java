package dev.roomscribe.fishjam.embedded.notification;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.embedded.fault.SocketFaults;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import dev.roomscribe.fishjam.proto.ServerMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Predicate;

/**
 * A server's notification WebSocket: the server presents the management token, then subscribes; both messages may be
 * sent together. It receives nothing before it has subscribed. Handlers run on the socket's event loop; {@link #send}
 * and {@link #drop} may be called from any thread.
 */
final class NotifierWebSocket {
    private static final short NORMAL = 1000;
    private static final short UNSUPPORTED_DATA = 1003;

    private final ServerWebSocket socket;
    private final Rooms rooms;
    private final NotificationHub hub;
    private final Predicate<String> acceptsToken;
    private boolean authenticated;

    NotifierWebSocket(ServerWebSocket socket, Rooms rooms, NotificationHub hub, Predicate<String> acceptsToken) {
        this.socket = socket;
        this.rooms = rooms;
        this.hub = hub;
        this.acceptsToken = acceptsToken;
    }

    void onMessage(Buffer frame) {
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
        } else if (!acceptsToken.test(message.getAuthRequest().getToken())) {
            socket.close(NORMAL, "invalid token");
        } else {
            authenticated = true;
            send(bytes(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())));
        }
    }

    private void subscribe(ServerMessage.EventType eventType) {
        // The lock ensures that the response precedes the first notification.
        synchronized (rooms.lock()) {
            send(bytes(ServerMessage.newBuilder()
                    .setSubscribeResponse(
                            ServerMessage.SubscribeResponse.newBuilder().setEventType(eventType))));
            hub.subscribe(this);
        }
    }

    private static Buffer bytes(ServerMessage.Builder message) {
        return Buffer.buffer(message.build().toByteArray());
    }

    /** Queues a message; it is discarded if the socket is closing. */
    void send(Buffer message) {
        try {
            socket.writeBinaryMessage(message);
        } catch (IllegalStateException closed) {
            return;
        }
    }

    /** Queues a frame of any type; it is discarded if the socket is closing. */
    void sendFrame(WebSocketFrame frame) {
        try {
            socket.writeFrame(frame);
        } catch (IllegalStateException closed) {
            return;
        }
    }

    /** Breaks the connection without a close frame. */
    void drop() {
        SocketFaults.disconnect(socket);
    }

    void onClosed() {
        synchronized (rooms.lock()) {
            hub.unsubscribe(this);
        }
    }
}
