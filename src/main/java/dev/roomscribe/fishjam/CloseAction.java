package dev.roomscribe.fishjam;

import java.util.Locale;

/** What to do after a socket was closed. */
public enum CloseAction {
    /** A network failure or a deployment: reconnect with the same token. */
    RECONNECT,
    /** As {@link #RECONNECT}, but later: Fishjam may take more than a minute to detect that the old connection is dead. */
    RECONNECT_LATER,
    /** The token has expired: refresh it, then reconnect. */
    REFRESH_TOKEN,
    /** The agent no longer exists, but the room may: create a new agent. */
    REPLACE_AGENT,
    /** The room no longer exists. */
    ROOM_CLOSED,
    /** The close was intended: the agent was removed, or this client closed the socket. */
    STOP,
    /** Reconnecting cannot succeed: the token is invalid, the room is full, or this client violated the protocol. */
    FAIL;

    private static final int NORMAL = 1000;
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int INTERNAL_ERROR = 1011;

    /** Fishjam uses code 1000 both for errors and for regular closes; the reason tells them apart. */
    static CloseAction of(int code, String reason) {
        return switch (code) {
            case INTERNAL_ERROR -> REPLACE_AGENT;
            case UNSUPPORTED_DATA -> FAIL;
            case NORMAL -> ofReason(reason.strip().toLowerCase(Locale.ROOT));
            default -> RECONNECT;
        };
    }

    private static CloseAction ofReason(String reason) {
        return switch (reason) {
            case "expired token" -> REFRESH_TOKEN;
            case "peer already connected", "node not found" -> RECONNECT_LATER;
            case "peer not found" -> REPLACE_AGENT;
            case "room not found", "room stopped" -> ROOM_CLOSED;
            case "peer removed" -> STOP;
            case "invalid token",
                    "missing token",
                    "unauthenticated",
                    "invalid auth request",
                    "operation not allowed",
                    "reached peers limit",
                    "invalid sdk version" -> FAIL;
            default -> RECONNECT;
        };
    }
}
