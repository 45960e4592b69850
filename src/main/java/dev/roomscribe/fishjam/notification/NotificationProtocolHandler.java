package dev.roomscribe.fishjam.notification;

import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.fishjam.socket.ProtocolHandler;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The protocol of a notification socket. Confined to the socket's event loop. */
final class NotificationProtocolHandler implements ProtocolHandler {
    private final String managementToken;
    private final NotificationListener listener;

    NotificationProtocolHandler(String managementToken, NotificationListener listener) {
        this.managementToken = managementToken;
        this.listener = listener;
    }

    @Override
    public String socketName() {
        return "notification socket";
    }

    @Override
    public String token() {
        return managementToken;
    }

    @Override
    public List<Buffer> authentication() {
        return List.of(
                encode(ServerMessage.newBuilder()
                        .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(managementToken))),
                encode(ServerMessage.newBuilder()
                        .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                                .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))));
    }

    private static Buffer encode(ServerMessage.Builder message) {
        return Buffer.buffer(message.build().toByteArray());
    }

    @Override
    public boolean confirmsAuthentication(Buffer message) {
        return NotificationReader.confirmsSubscription(message.getBytes());
    }

    @Override
    public void onOpen() {
        listener.onSubscribed();
    }

    @Override
    public void onMessage(Buffer message) {
        NotificationReader.read(message.getBytes())
                .ifPresentOrElse(all -> all.forEach(listener::onNotification), listener::onMalformedMessage);
    }

    @Override
    public void onClosed(SocketClosed closed) {
        listener.onClosed(closed);
    }
}
