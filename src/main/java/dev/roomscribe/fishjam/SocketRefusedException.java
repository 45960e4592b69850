package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/** A socket was closed before it accepted the token. */
public final class SocketRefusedException extends FishjamException {
    private static final long serialVersionUID = 1L;

    private final transient SocketClosed closed;

    /** @param name what to call the socket */
    public SocketRefusedException(String name, SocketClosed closed) {
        super(
                Reason.REFUSED,
                "Fishjam closed the " + name + " before accepting the token (code " + closed.code()
                        + (closed.reason().isEmpty() ? "" : ", " + closed.reason()) + ")");
        this.closed = requireNonNull(closed, "closed is null");
    }

    /** Returns how, with what to do next. */
    public SocketClosed closed() {
        return closed;
    }
}
