package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call to Fishjam failed. The message says which call, for which room or peer, what happened and what to do; it never
 * contains a token.
 */
public sealed class FishjamException extends RuntimeException permits SocketRefusedException {
    /** The kinds of failure that a caller can handle differently. */
    public enum Reason {
        /** 400 and other 4xx: the caller made a mistake. */
        BAD_REQUEST("the request is wrong"),
        /** 401 or 403, or 404 when validating: the management token does not belong to this Fishjam. */
        UNAUTHORIZED("check the management token and the Fishjam id"),
        /** 402: the account's quota is used up. */
        QUOTA_EXCEEDED("check the plan of the Fishjam account"),
        /** 404: the room, the peer or the whole Fishjam does not exist. */
        NOT_FOUND("it does not exist, or no longer"),
        /** 409: the room has reached its maximum number of peers. */
        PEER_LIMIT("the room is full; remove a peer or raise its maxPeers"),
        /** 429: too many calls. */
        RATE_LIMITED("try again later"),
        /** 503: the room's server is temporarily unreachable. */
        UNAVAILABLE("try again later"),
        /** Any other 5xx. */
        SERVER_ERROR("try again, then ask Fishjam's support"),
        /** The response does not match Fishjam's documentation. */
        INVALID_RESPONSE("check that the address is that of a Fishjam"),
        /** No response in time, or no connection. A call that creates something may have taken effect. */
        NO_RESPONSE("check the address and the network"),
        /** A socket was closed before it accepted the token; see {@link SocketRefusedException}. */
        REFUSED("see the reason given");

        private final String advice;

        Reason(String advice) {
            this.advice = advice;
        }

        /** Returns the reason for the HTTP status of a response that is not 2xx. */
        public static Reason ofStatus(int status) {
            return switch (status) {
                case 401, 403 -> UNAUTHORIZED;
                case 402 -> QUOTA_EXCEEDED;
                case 404 -> NOT_FOUND;
                case 409 -> PEER_LIMIT;
                case 429 -> RATE_LIMITED;
                case 503 -> UNAVAILABLE;
                default -> {
                    if (status >= 500) {
                        yield SERVER_ERROR;
                    }
                    // Redirects are not followed, because the token is for one host only.
                    yield status >= 400 ? BAD_REQUEST : INVALID_RESPONSE;
                }
            };
        }
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int status;
    private final transient @Nullable Duration retryAfter;
    private final boolean sent;

    /**
     * Creates the exception.
     *
     * @param status 0 if there was no response
     * @param what the beginning of the message, without a full stop
     * @param retryAfter how long Fishjam asks to wait; null if it does not
     */
    public FishjamException(Reason reason, int status, String what, @Nullable Duration retryAfter) {
        super(what + ": " + reason.advice + ".");
        this.reason = requireNonNull(reason, "reason is null");
        this.status = status;
        this.retryAfter = retryAfter;
        sent = true;
    }

    public FishjamException(Reason reason, String what) {
        this(reason, 0, what, null);
    }

    private FishjamException(String what) {
        super(what + ": " + Reason.NO_RESPONSE.advice + ".");
        reason = Reason.NO_RESPONSE;
        status = 0;
        retryAfter = null;
        sent = false;
    }

    /** Returns an exception with {@link Reason#NO_RESPONSE} for a request that has certainly not reached Fishjam. */
    public static FishjamException notSent(String what) {
        return new FishjamException(what);
    }

    public Reason reason() {
        return reason;
    }

    /** Returns whether Fishjam may have done what it was asked for, although the call failed. */
    public boolean mayHaveTakenEffect() {
        return switch (reason) {
            case NO_RESPONSE -> sent;
            case SERVER_ERROR, UNAVAILABLE, INVALID_RESPONSE -> true;
            case BAD_REQUEST, UNAUTHORIZED, QUOTA_EXCEEDED, NOT_FOUND, PEER_LIMIT, RATE_LIMITED, REFUSED -> false;
        };
    }

    /** Returns the HTTP status, 0 if there was no response. */
    public int status() {
        return status;
    }

    /** Returns how long Fishjam asks to wait before the next call, if it does. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
