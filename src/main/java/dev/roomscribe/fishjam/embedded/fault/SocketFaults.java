package dev.roomscribe.fishjam.embedded.fault;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.WebSocketInternal;

/** Simulates network failures of a WebSocket connection. */
public final class SocketFaults {
    private SocketFaults() {}

    /** Closes the TCP connection without a close frame: the client reports code 1006. */
    public static void disconnect(ServerWebSocket socket) {
        var unused = ((WebSocketInternal) socket).channelHandlerContext().close();
    }

    /** Stops reading from the connection, which stays open: pings are not answered. */
    public static void stopReading(ServerWebSocket socket) {
        ((WebSocketInternal) socket).channelHandlerContext().channel().config().setAutoRead(false);
    }
}
