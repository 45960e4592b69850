package dev.roomscribe.support;

import java.util.Arrays;

/** The end of a test class, however far its beginning came. */
public final class Closing {
    private Closing() {}

    /** Closes what there is, in this order; what was never opened is null. */
    public static void all(AutoCloseable... things) {
        Arrays.stream(things).filter(thing -> thing != null).forEach(Closing::close);
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
