package dev.roomscribe.support;

import java.util.Arrays;

/** Closes the resources of a test class, even if its setup failed halfway. */
public final class Closeables {
    private Closeables() {}

    /** Closes the resources in this order and ignores those that are null because they were never opened. */
    public static void closeAll(AutoCloseable... resources) {
        Arrays.stream(resources).filter(resource -> resource != null).forEach(Closeables::close);
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
