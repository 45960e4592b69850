package dev.roomscribe.fishjam.socket;

import dev.roomscribe.fishjam.SocketClosed;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The protocol of one kind of Fishjam socket. Called on the socket's event loop, one call at a time. */
public interface ProtocolHandler {
    /** Returns what error messages call the socket, such as {@code agent socket}. */
    String socketName();

    /** Returns the token that the socket authenticates with; it is removed from close reasons. */
    String token();

    /** Returns the messages to send, in order, as soon as the socket is connected. */
    List<Buffer> authentication();

    /** Returns whether Fishjam confirms the authentication with this message. Called until it does. */
    boolean confirmsAuthentication(Buffer message);

    /** Called once, when the authentication is confirmed and before the first message. */
    default void onOpen() {}

    /** Called for every binary message of an open socket. */
    void onMessage(Buffer message);

    /** Called once, after everything else, when a socket that was open is closed. */
    void onClosed(SocketClosed closed);
}
