package dev.roomscribe.transcript.live;

import java.util.List;

/** Calls subscribers and observers: what one of them throws must not keep an event from the others. Thread-safe. */
final class GuardedCalls {
    private static final System.Logger LOG = System.getLogger(GuardedCalls.class.getName());

    private final String roomId;

    GuardedCalls(String roomId) {
        this.roomId = roomId;
    }

    void runAll(List<Runnable> calls) {
        calls.forEach(this::run);
    }

    void run(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "Room " + roomId + ": delivering an event failed", e);
        }
    }
}
