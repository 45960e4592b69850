package dev.roomscribe.simulation.redis;

/** An answer of Redis that is an error. */
final class RedisError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisError(String message) {
        super(message);
    }
}
