package dev.roomscribe.session;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import java.util.function.Function;

/** Gives a session an event loop of its own, from its start to its end. */
final class SessionVerticle extends AbstractVerticle {
    private final RoomSession session;

    /** @param factory creates the session, which must not use its event loop before it is started */
    SessionVerticle(Function<EventLoop, RoomSession> factory) {
        session = factory.apply(new VertxEventLoop(() -> context));
    }

    RoomSession session() {
        return session;
    }

    @Override
    public void start(Promise<Void> started) {
        session.ended().onSuccess(reason -> vertx.undeploy(deploymentID()));
        session.start().onComplete(started);
    }
}
