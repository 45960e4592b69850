package dev.roomscribe.security.audit;

/** What became of an action. */
public enum AuditOutcome {
    DONE,
    /** The request was invalid, or what it needs does not exist: a status from 400 to 499 that is not a refusal. */
    REJECTED,
    /** The client may not do that, or not now, or not at this host: 401, 403, 421, 429 or 503. */
    REFUSED,
    /** Another server or this one failed. */
    FAILED,
    /** The client disconnected before it was answered. */
    ABORTED;

    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int MISDIRECTED = 421;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    /** Returns the outcome of a request by the status of its response. */
    public static AuditOutcome of(int status) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN, MISDIRECTED, TOO_MANY_REQUESTS, UNAVAILABLE -> REFUSED;
            default -> status < FIRST_ERROR ? DONE : status < FIRST_SERVER_ERROR ? REJECTED : FAILED;
        };
    }
}
