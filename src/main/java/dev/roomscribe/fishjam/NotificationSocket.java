package dev.roomscribe.fishjam;

import io.vertx.core.Future;

/**
 * A subscription to what happens in every room of a Fishjam. Fishjam replays nothing and this does not reconnect by
 * itself: {@link FishjamClient#connectNotifier} again, then read the rooms.
 *
 * <p>Every method may be called from any thread.
 */
public final class NotificationSocket {
    private final Link link;

    NotificationSocket(Link link) {
        this.link = link;
    }

    public boolean isOpen() {
        return link.isOpen();
    }

    /** Unsubscribes. The listener learns of it with {@link NextStep#STOP}; does nothing on a closed socket. */
    public Future<Void> close() {
        return link.close();
    }
}
