package dev.roomscribe.api.limit;

import dev.roomscribe.security.limit.Quota;

/** The client has used all that its address may use at present. */
public final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int RETRY_STREAM_SECONDS = 10;

    private final transient Quota quota;

    LimitExceededException(Quota quota) {
        super(explain(quota), null, false, false);
        this.quota = quota;
    }

    private static String explain(Quota quota) {
        return switch (quota.action()) {
            case STARTS ->
                "This address may request " + quota.limit()
                        + " starts per minute (roomscribe.limits.starts-per-minute); try again later.";
            case STREAMS ->
                "This address may have " + quota.limit()
                        + " caption streams open (roomscribe.limits.streams); close one, or try again later.";
            case EXPORTS ->
                "This address may request " + quota.limit()
                        + " transcript files per minute (roomscribe.limits.exports-per-minute); try again later.";
            case FAILED_AUTHENTICATIONS ->
                "Too many requests of this address failed to authenticate"
                        + " (roomscribe.limits.failed-authentications-per-minute); try again later.";
        };
    }

    /** Returns when the client may try again, in whole seconds, at least 1. */
    public int retryAfterSeconds() {
        return quota.period().isZero()
                ? RETRY_STREAM_SECONDS
                : (int) Math.max(1, RateLimitHeaders.seconds(quota.reset()));
    }
}
