package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.SocketClosed;

/** An agent's connection was closed before the agent had done what it needs to hear the room. */
public final class ConnectionLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SocketClosed closed;

    ConnectionLost(SocketClosed closed) {
        super("The agent's connection was lost (code " + closed.code() + ", " + closed.reason() + ")");
        this.closed = closed;
    }

    SocketClosed closed() {
        return closed;
    }
}
