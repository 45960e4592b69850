package dev.roomscribe.fishjam.notification;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to notifications that reconnects until it is closed. If Fishjam rejects the management token, it tries
 * again every minute: the token may be rejected only for a while.
 *
 * <p>Runs on the caller's event loop if it is started on one, otherwise on a new one; {@link #close} may be called from
 * any thread.
 */
public final class NotificationFeed implements AutoCloseable {
    /** Opens a notification socket. */
    @FunctionalInterface
    public interface Connector {
        Future<NotificationSocket> connect(NotificationListener listener);
    }

    /** Called on the feed's event loop, one call at a time. */
    public interface Subscriber {
        /**
         * Called when notifications start to arrive, after every connect. Changes before it are not notified, so read
         * the rooms.
         */
        void onSubscribed();

        void onNotification(RoomNotification notification);

        /** Called when notifications stop to arrive; the feed reconnects. */
        default void onInterrupted(String reason) {}

        /**
         * Called when the management token is rejected; not again until notifications have arrived in between. The feed
         * tries again.
         */
        default void onRejected(String reason) {}
    }

    private static final Duration INITIAL_DELAY = Duration.ofMillis(250);
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);
    private static final Duration REJECTED_DELAY = Duration.ofMinutes(1);

    private final Connector connector;
    private final Subscriber subscriber;
    private final EventLoop eventLoop;
    private final Backoff backoff = Backoff.between(INITIAL_DELAY, MAX_DELAY);
    private @Nullable NotificationSocket socket;
    private int failures;
    /** Whether the subscriber knows that the token is rejected. */
    private boolean rejected;

    private boolean closed;

    private NotificationFeed(Connector connector, EventLoop eventLoop, Subscriber subscriber) {
        this.connector = requireNonNull(connector, "connector is null");
        this.subscriber = requireNonNull(subscriber, "subscriber is null");
        this.eventLoop = eventLoop;
    }

    /** Starts a feed. Whether Fishjam can be reached is reported to the subscriber. */
    public static NotificationFeed start(Connector connector, Vertx vertx, Subscriber subscriber) {
        requireNonNull(vertx, "vertx is null");
        return start(connector, VertxEventLoop.of(vertx.getOrCreateContext()), subscriber);
    }

    static NotificationFeed start(Connector connector, EventLoop eventLoop, Subscriber subscriber) {
        NotificationFeed feed = new NotificationFeed(connector, eventLoop, subscriber);
        feed.eventLoop.execute(feed::connect);
        return feed;
    }

    private void connect() {
        if (closed) {
            return;
        }
        EventLoop.attempt(() -> connector.connect(new ConnectionListener())).onComplete(outcome -> {
            if (outcome.failed()) {
                onConnectFailed(outcome.cause());
            } else if (closed) {
                outcome.result().close();
            } else {
                socket = outcome.result();
            }
        });
    }

    private void onConnectFailed(Throwable cause) {
        boolean tokenRejected = cause instanceof SocketRefusedException refused && isRejection(refused.closed());
        onLost(tokenRejected, String.valueOf(cause.getMessage()));
    }

    private static boolean isRejection(SocketClosed closed) {
        return closed.action() == CloseAction.FAIL;
    }

    private void onLost(boolean tokenRejected, String reason) {
        if (closed) {
            return;
        }
        if (tokenRejected) {
            if (!rejected) {
                rejected = true;
                subscriber.onRejected(reason);
            }
            eventLoop.schedule(REJECTED_DELAY, this::connect);
            return;
        }
        failures++;
        subscriber.onInterrupted(reason);
        eventLoop.schedule(backoff.delay(failures), this::connect);
    }

    /** Ends the subscription; the subscriber is not called any more. */
    @Override
    public void close() {
        eventLoop.execute(() -> {
            closed = true;
            if (socket != null) {
                var unused = socket.close();
            }
        });
    }

    /** Listener for one connection. */
    private final class ConnectionListener implements NotificationListener {
        @Override
        public void onSubscribed() {
            failures = 0;
            rejected = false;
            if (!closed) {
                subscriber.onSubscribed();
            }
        }

        @Override
        public void onNotification(RoomNotification notification) {
            if (!closed) {
                subscriber.onNotification(notification);
            }
        }

        @Override
        public void onClosed(SocketClosed socketClosed) {
            socket = null;
            onLost(isRejection(socketClosed), socketClosed.reason());
        }
    }
}
