package dev.roomscribe.session;

import dev.roomscribe.fishjam.FishjamException;

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
        /** Events are to be posted where this service does not post, or it posts none. */
        NO_WEBHOOK,
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

    public static SessionException noSuchRoom(String roomId) {
        return new SessionException(
                Reason.NO_SUCH_ROOM, "Room " + roomId + " is not transcribed: Fishjam has no such room.");
    }

    /**
     * Returns the error for a requested peer that cannot be transcribed.
     *
     * @param why the predicate of the message, such as "is an agent"
     */
    public static SessionException noSuchPeer(String roomId, String peerId, String why) {
        return new SessionException(
                Reason.NO_SUCH_PEER,
                "Room %s is not transcribed: peer %s %s. Name people in the room, or leave peers out to hear everybody."
                        .formatted(roomId, peerId, why));
    }

    /** Says of a failure of Fishjam what it means to whoever starts a room. */
    static SessionException of(String roomId, FishjamException failure) {
        return new SessionException(reason(failure), "Room " + roomId + " is not transcribed. " + failure.getMessage());
    }

    public static Reason reason(FishjamException failure) {
        return switch (failure.reason()) {
            case NOT_FOUND -> Reason.NO_SUCH_ROOM;
            case BAD_REQUEST, UNAUTHORIZED, QUOTA_EXCEEDED, PEER_LIMIT, REFUSED -> Reason.FISHJAM_REFUSED;
            case RATE_LIMITED, UNAVAILABLE, SERVER_ERROR, INVALID_RESPONSE, NO_RESPONSE -> Reason.FISHJAM_UNAVAILABLE;
        };
    }

    /** Returns what happened, as a sentence for whoever started the session. */
    public String explanation() {
        return String.valueOf(getMessage());
    }

    public Reason reason() {
        return reason;
    }
}
