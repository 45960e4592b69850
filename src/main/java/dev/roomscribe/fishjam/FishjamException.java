package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fishjam did not do what it was asked. The message says what was asked of which room or peer, what came of it and what
 * to do; it never holds a token.
 */
public sealed class FishjamException extends RuntimeException permits SocketRefusedException {
    /** Why, as far as a caller can act on it. */
    public enum Reason {
        /** 400 and other refusals of the request itself: a mistake of the caller. */
        BAD_REQUEST("the request is wrong"),
        /** 401 or 403, or 404 when validating: the management token is not good for this Fishjam. */
        UNAUTHORIZED("check the management token and the Fishjam id"),
        /** 402: the account has used up what it may. */
        QUOTA_EXCEEDED("check the plan of the Fishjam account"),
        /** 404: the room, the peer or the whole Fishjam is not there. */
        NOT_FOUND("it does not exist, or no longer"),
        /** 409: the room has as many peers as it may. */
        PEER_LIMIT("the room is full; remove a peer or raise its maxPeers"),
        /** 429: too many calls. */
        RATE_LIMITED("try again later"),
        /** 503: the room's machine cannot be reached for now. */
        UNAVAILABLE("try again later"),
        /** Any other 5xx. */
        SERVER_ERROR("try again, then ask Fishjam's support"),
        /** The answer was not what Fishjam's documentation says. */
        UNINTELLIGIBLE("check that the address is a Fishjam's"),
        /** No answer in time, or no connection. A call that creates something may have taken effect all the same. */
        NO_ANSWER("check the address and the network"),
        /** A socket was closed before it accepted the token; see {@link SocketRefusedException}. */
        REFUSED("see the reason given");

        private final String advice;

        Reason(String advice) {
            this.advice = advice;
        }
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int status;
    private final transient @Nullable Duration retryAfter;

    public FishjamException(Reason reason, int status, String what, @Nullable Duration retryAfter) {
        super(what + ": " + reason.advice + ".");
        this.reason = requireNonNull(reason, "reason is null");
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public FishjamException(Reason reason, String what) {
        this(reason, 0, what, null);
    }

    public Reason reason() {
        return reason;
    }

    /** Returns the HTTP status, or 0 when there was none. */
    public int status() {
        return status;
    }

    /** Returns how long Fishjam asked to be left alone, if it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
