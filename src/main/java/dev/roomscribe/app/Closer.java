package dev.roomscribe.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Closes resources in the reverse order of their registration. A failure to close one does not keep the others open. */
final class Closer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Closer.class.getName());

    private final Deque<Runnable> closing = new ArrayDeque<>();

    /** Registers a resource and returns it. */
    <T> T register(T resource, Consumer<? super T> close) {
        closing.push(() -> close.accept(resource));
        return resource;
    }

    /** Closes every resource once; a second call does nothing. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "A resource could not be closed", e);
            }
        }
    }
}
