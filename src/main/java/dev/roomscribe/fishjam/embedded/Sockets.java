package dev.roomscribe.fishjam.embedded;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.WebSocketInternal;

/** What a network does to a socket, and no well-behaved server would. */
final class Sockets {
    private Sockets() {}

    /** Closes the connection under a socket, so that the other end sees 1006. */
    static void cut(ServerWebSocket socket) {
        var unused = ((WebSocketInternal) socket).channelHandlerContext().close();
    }

    /** Stops reading from the connection, which stays open: pings go unanswered. */
    static void deafen(ServerWebSocket socket) {
        ((WebSocketInternal) socket).channelHandlerContext().channel().config().setAutoRead(false);
    }
}
