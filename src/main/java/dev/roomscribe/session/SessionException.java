package dev.roomscribe.session;

/** A session could not be started. The message says of which room, why, and what to do. */
public final class SessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Fishjam has no such room. */
        NO_SUCH_ROOM,
        /** Somebody who was named to be heard is not in the room, or is not a person. */
        NO_SUCH_PEER,
        /** An announcement is asked for, and none is set. */
        NO_ANNOUNCEMENT,
        /** A session with other options is running. */
        OPTIONS_DIFFER,
        /** As many sessions run as may. */
        FULL,
        /** The service is stopping. */
        STOPPING,
        /** Fishjam refuses what we ask: the token, the quota, a full room. */
        FISHJAM_REFUSED,
        /** Fishjam does not answer, or not as it should. */
        FISHJAM_UNAVAILABLE
    }

    private final Reason reason;

    SessionException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns what happened, as a sentence for whoever started the session. */
    public String explanation() {
        return String.valueOf(getMessage());
    }

    public Reason reason() {
        return reason;
    }
}
