package dev.roomscribe.fishjam;

import java.util.Locale;

/** What to do after an agent's socket was closed. */
public enum CloseAction {
    /** The network or a deployment: connect again with the same token. */
    RECONNECT,
    /** The same, but not at once: an old connection may take more than a minute to be noticed as dead. */
    RECONNECT_LATER,
    /** The token is too old: refresh it, then connect. */
    REFRESH_TOKEN,
    /** The agent is no more, though the room may be: create another. */
    REPLACE_AGENT,
    /** The room is no more. */
    ROOM_OVER,
    /** It was meant: somebody removed the agent, or we left. */
    STOP,
    /** Trying again cannot help: the token is wrong, the room is full, or we broke the protocol. */
    GIVE_UP;

    private static final int NORMAL = 1000;
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int INTERNAL_ERROR = 1011;

    /** Fishjam closes with code 1000 for good and bad alike: there the reason alone tells. */
    static CloseAction after(int code, String reason) {
        return switch (code) {
            case INTERNAL_ERROR -> REPLACE_AGENT;
            case UNSUPPORTED_DATA -> GIVE_UP;
            case NORMAL -> afterReason(reason.strip().toLowerCase(Locale.ROOT));
            default -> RECONNECT;
        };
    }

    private static CloseAction afterReason(String reason) {
        return switch (reason) {
            case "expired token" -> REFRESH_TOKEN;
            case "peer already connected", "node not found" -> RECONNECT_LATER;
            case "peer not found" -> REPLACE_AGENT;
            case "room not found", "room stopped" -> ROOM_OVER;
            case "peer removed" -> STOP;
            case "invalid token",
                    "missing token",
                    "unauthenticated",
                    "invalid auth request",
                    "operation not allowed",
                    "reached peers limit",
                    "invalid sdk version" -> GIVE_UP;
            default -> RECONNECT;
        };
    }
}
