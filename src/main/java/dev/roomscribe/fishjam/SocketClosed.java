package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/**
 * How an agent's or a notifier's socket came to its end.
 *
 * @param code the WebSocket close code; 1006 when the connection broke without one
 * @param reason what Fishjam said, or what we noticed; may be empty, never holds the token
 * @param nextStep what to do about it
 */
public record SocketClosed(int code, String reason, CloseAction nextStep) {
    static final int NO_CODE = 1006;

    public SocketClosed {
        requireNonNull(reason, "reason is null");
        requireNonNull(nextStep, "nextStep is null");
    }

    public static SocketClosed byFishjam(int code, String reason) {
        return new SocketClosed(code, reason, CloseAction.after(code, reason));
    }

    public static SocketClosed lost(String reason) {
        return new SocketClosed(NO_CODE, reason, CloseAction.RECONNECT);
    }

    public static SocketClosed left() {
        return new SocketClosed(1000, "left", CloseAction.STOP);
    }
}
