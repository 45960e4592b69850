package dev.roomscribe.fishjam.embedded.room;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;

/** The connection of an agent that is in a room. Every method may be called from any thread; none blocks. */
public interface AgentConnection {
    /** Tells the agent that its token was accepted; called once, before any audio. */
    void sendAuthenticated();

    /** Queues a binary message; it is discarded if the connection is closing. */
    void send(Buffer message);

    /** Queues a frame of any type, whether or not it continues a message; it is discarded if the connection is closing. */
    void sendFrame(WebSocketFrame frame);

    /** Closes the connection with a WebSocket close code. */
    void close(short code, String reason);

    /** Breaks the connection without a close frame. */
    void drop();

    /** Makes the connection half-open: nothing is sent, answered or read any more. */
    void freeze();
}
