package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/**
 * Why an agent or notification socket was closed.
 *
 * @param code the WebSocket close code; 1006 if the connection broke without one
 * @param reason Fishjam's reason, or this client's for a lost connection; may be empty, never contains the token
 * @param action what to do next
 */
public record SocketClosed(int code, String reason, CloseAction action) {
    private static final int NORMAL_CODE = 1000;
    private static final int NO_CODE = 1006;

    public SocketClosed {
        requireNonNull(reason, "reason is null");
        requireNonNull(action, "action is null");
    }

    /** Fishjam closed the socket. */
    public static SocketClosed byFishjam(int code, String reason) {
        return new SocketClosed(code, reason, CloseAction.of(code, reason));
    }

    /** The connection broke or stopped responding. */
    public static SocketClosed lost(String reason) {
        return new SocketClosed(NO_CODE, reason, CloseAction.RECONNECT);
    }

    /** This client closed the socket. */
    public static SocketClosed closedByClient() {
        return new SocketClosed(NORMAL_CODE, "left", CloseAction.STOP);
    }
}
