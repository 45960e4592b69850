package dev.roomscribe.runtime;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Creates the event loops of the service. Every method may be called from any thread and never blocks. */
public interface EventLoops {
    /** A part of the service that has an event loop of its own, from its start to its end. */
    interface Part {
        /** Returns the event loop of this part, which runs nothing before the start. */
        EventLoop eventLoop();

        /**
         * Starts the part, once.
         *
         * @param task called on its event loop
         * @return completes or fails as the task does; if it fails, the event loop has ended
         */
        Future<Void> start(Supplier<Future<Void>> task);

        /** Ends the event loop of a part that has started, with its timers. */
        void end();
    }

    /** Returns an event loop that belongs to no part, and lasts as long as the service. */
    EventLoop shared();

    /** Returns a part that has not started. */
    Part part();
}
