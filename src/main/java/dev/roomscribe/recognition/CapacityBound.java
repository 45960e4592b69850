package dev.roomscribe.recognition;

/**
 * How many streams may have a decoder at the same time because of one resource other than the processors, such as the
 * memory that each decoder takes. Called on any thread several times a second, so it must return immediately.
 */
@FunctionalInterface
public interface CapacityBound {
    /** A resource that is never short. */
    CapacityBound UNBOUNDED = () -> Integer.MAX_VALUE;

    /** Returns the number of streams, at least 0; {@link Integer#MAX_VALUE} for no bound. It may change over time. */
    int streams();
}
