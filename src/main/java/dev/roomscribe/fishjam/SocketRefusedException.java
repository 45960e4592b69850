package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/** A socket was closed before it accepted the token. */
public final class SocketRefusedException extends FishjamException {
    private static final long serialVersionUID = 1L;

    private final transient SocketClosed closed;

    /** @param socketName what the message calls the socket, such as {@code agent socket} */
    public SocketRefusedException(String socketName, SocketClosed closed) {
        super(
                Reason.REFUSED,
                "Fishjam closed the " + socketName + " before accepting the token (code " + closed.code()
                        + (closed.reason().isEmpty() ? "" : ", " + closed.reason()) + ")");
        this.closed = requireNonNull(closed, "closed is null");
    }

    /** Returns the close code and reason, and what to do next. */
    public SocketClosed closed() {
        return closed;
    }
}
