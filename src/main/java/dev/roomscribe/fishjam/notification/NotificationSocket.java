package dev.roomscribe.fishjam.notification;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.socket.FishjamSocket;
import io.vertx.core.Future;

/**
 * A subscription to what happens in every room of a Fishjam. Fishjam replays nothing and this does not reconnect by
 * itself: {@link FishjamClient#connectNotifier} again, then read the rooms.
 *
 * <p>Every method may be called from any thread.
 */
public final class NotificationSocket {
    private final FishjamSocket link;

    public NotificationSocket(FishjamSocket link) {
        this.link = link;
    }

    public boolean isOpen() {
        return link.isOpen();
    }

    /** Unsubscribes. The listener learns of it with {@link CloseAction#STOP}; does nothing on a closed socket. */
    public Future<Void> close() {
        return link.close();
    }
}
