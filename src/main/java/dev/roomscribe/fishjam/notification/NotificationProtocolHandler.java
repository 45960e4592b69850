package dev.roomscribe.fishjam.notification;

import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.fishjam.socket.FishjamSocket;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What Fishjam says to a server that subscribes. Confined to its socket's event loop. */
public final class NotificationProtocolHandler implements FishjamSocket.Conversation {
    private final String managementToken;
    private final NotificationListener listener;

    public NotificationProtocolHandler(String managementToken, NotificationListener listener) {
        this.managementToken = managementToken;
        this.listener = listener;
    }

    @Override
    public List<Buffer> greeting() {
        return List.of(
                message(ServerMessage.newBuilder()
                        .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(managementToken))),
                message(ServerMessage.newBuilder()
                        .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                                .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION))));
    }

    private static Buffer message(ServerMessage.Builder message) {
        return Buffer.buffer(message.build().toByteArray());
    }

    @Override
    public boolean isAccepted(Buffer message) {
        boolean confirmed = NotificationReader.confirmsSubscription(message.getBytes());
        if (confirmed) {
            listener.onSubscribed();
        }
        return confirmed;
    }

    @Override
    public void onMessage(Buffer message) {
        NotificationReader.read(message.getBytes())
                .ifPresentOrElse(all -> all.forEach(listener::onNotification), listener::onMalformedFrame);
    }

    @Override
    public void onClosed(SocketClosed closed) {
        listener.onClosed(closed);
    }
}
