package dev.roomscribe.cluster.redis;

/** Redis is not connected, or the connection was lost before the answer: then the command may have taken effect. */
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RedisUnavailableException(String message) {
        super(message);
    }
}
