package dev.roomscribe.simulation.clock;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.EventLoops;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The event loops of a simulated process. */
public final class VirtualEventLoops implements EventLoops {
    private final VirtualTime time;
    private final Lifetime lifetime;
    private final VirtualEventLoop shared;
    private final List<VirtualEventLoop> parts = new ArrayList<>();

    public VirtualEventLoops(VirtualTime time, Lifetime lifetime) {
        this.time = time;
        this.lifetime = lifetime;
        shared = new VirtualEventLoop(time, lifetime);
    }

    @Override
    public EventLoop shared() {
        return shared;
    }

    @Override
    public Part part() {
        VirtualEventLoop eventLoop = new VirtualEventLoop(time, lifetime);
        return new Part() {
            @Override
            public EventLoop eventLoop() {
                return eventLoop;
            }

            @Override
            public Future<Void> start(Supplier<Future<Void>> task) {
                parts.add(eventLoop);
                return eventLoop.call(task);
            }

            @Override
            public void end() {
                parts.remove(eventLoop);
                eventLoop.end();
            }
        };
    }

    /** The event loops of all parts do nothing until a time. */
    public void occupy(long untilNanos) {
        parts.forEach(part -> part.occupy(untilNanos));
    }
}
