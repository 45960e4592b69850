package dev.roomscribe.fishjam.notification;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.socket.FishjamSocket;
import dev.roomscribe.fishjam.socket.SocketConnector;
import io.vertx.core.Future;
import java.net.URI;

/**
 * A subscription to the notifications of every room of one Fishjam. It does not reconnect, and Fishjam replays nothing:
 * after connecting again, read the rooms. {@link NotificationFeed} reconnects.
 *
 * <p>Every method may be called from any thread.
 */
public final class NotificationSocket {
    private final FishjamSocket socket;

    private NotificationSocket(FishjamSocket socket) {
        this.socket = socket;
    }

    /**
     * Subscribes to notifications.
     *
     * @param listener receives everything from then on; nothing if the future fails
     * @return completed once Fishjam has confirmed the subscription; fails with {@link SocketRefusedException} if Fishjam
     *     closes the socket instead
     */
    public static Future<NotificationSocket> connect(
            SocketConnector connector, URI url, String managementToken, NotificationListener listener) {
        return connector
                .connect(url, new NotificationProtocolHandler(managementToken, listener))
                .map(NotificationSocket::new);
    }

    public boolean isOpen() {
        return socket.isOpen();
    }

    /** Unsubscribes. The listener is called with {@link CloseAction#STOP}. Has no effect on a closed socket. */
    public Future<Void> close() {
        return socket.close();
    }
}
