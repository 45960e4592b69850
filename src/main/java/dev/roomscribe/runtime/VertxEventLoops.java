package dev.roomscribe.runtime;

import static java.util.Objects.requireNonNull;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The event loops of Vert.x: a part is a verticle. */
public final class VertxEventLoops implements EventLoops {
    private final Vertx vertx;
    private final EventLoop shared;

    /** Must not be called on the context of a verticle, which would own the shared event loop. */
    public VertxEventLoops(Vertx vertx) {
        this.vertx = requireNonNull(vertx, "vertx is null");
        shared = VertxEventLoop.of(vertx.getOrCreateContext());
    }

    @Override
    public EventLoop shared() {
        return shared;
    }

    @Override
    public Part part() {
        return new VerticlePart();
    }

    private final class VerticlePart extends AbstractVerticle implements Part {
        private final EventLoop eventLoop = new VertxEventLoop(() -> context);
        private Supplier<Future<Void>> task = Future::succeededFuture;

        @Override
        public EventLoop eventLoop() {
            return eventLoop;
        }

        @Override
        public Future<Void> start(Supplier<Future<Void>> first) {
            task = first;
            // A verticle that is deployed from the context of another one becomes its child and is undeployed with it.
            return shared.call(() -> VertxEventLoops.this.vertx.deployVerticle(this))
                    .mapEmpty();
        }

        @Override
        public void start(Promise<Void> started) {
            EventLoop.attempt(task).onComplete(started);
        }

        @Override
        public void end() {
            var unused = VertxEventLoops.this.vertx.undeploy(deploymentID());
        }
    }
}
