package dev.roomscribe.cluster.redis;

/** This Redis cannot be used. The message says why, and what to set; it has no credentials. */
public final class UnsuitableRedisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsuitableRedisException(String message) {
        super(message);
    }
}
