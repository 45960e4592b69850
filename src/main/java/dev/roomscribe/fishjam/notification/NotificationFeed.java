package dev.roomscribe.fishjam.notification;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.Backoff;
import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to notifications that is renewed whenever it breaks, for as long as there is hope.
 *
 * <p>Lives on the event loop of whoever starts it, or on one of its own; {@link #close} may be called from any thread.
 */
public final class NotificationFeed implements AutoCloseable {
    /** Told on the feed's event loop, one call at a time. */
    public interface Subscriber {
        /** Learns that notifications come from now on; whatever happened before has to be read. */
        void onSubscribed();

        void onNotification(RoomNotification notification);

        /** Learns that notifications are missed from now on; the feed is trying to get them back. */
        default void onInterrupted(String why) {}

        /** Learns that trying again is in vain: the management token is wrong. Called at most once, last. */
        default void onGivenUp(String why) {}
    }

    private final FishjamClient client;
    private final Vertx vertx;
    private final Subscriber subscriber;
    private final Context context;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private @Nullable NotificationSocket socket;
    private int failures;
    private boolean closed;

    private NotificationFeed(FishjamClient client, Vertx vertx, Subscriber subscriber) {
        this.client = client;
        this.vertx = vertx;
        this.subscriber = subscriber;
        this.context = vertx.getOrCreateContext();
    }

    /** Starts one; whether Fishjam can be reached shows in what the subscriber is told. */
    public static NotificationFeed start(FishjamClient client, Vertx vertx, Subscriber subscriber) {
        NotificationFeed feed = new NotificationFeed(
                requireNonNull(client, "client is null"),
                requireNonNull(vertx, "vertx is null"),
                requireNonNull(subscriber, "subscriber is null"));
        feed.context.runOnContext(v -> feed.connect());
        return feed;
    }

    private void connect() {
        if (closed) {
            return;
        }
        client.connectNotifier(new Listener()).onComplete(outcome -> {
            if (outcome.failed()) {
                onFailed(outcome.cause());
            } else if (closed) {
                outcome.result().close();
            } else {
                socket = outcome.result();
            }
        });
    }

    private void onFailed(Throwable why) {
        boolean hopeless = why instanceof SocketRefusedException refused
                && refused.closed().nextStep() == CloseAction.GIVE_UP;
        again(hopeless, String.valueOf(why.getMessage()));
    }

    private void again(boolean hopeless, String why) {
        if (closed) {
            return;
        }
        if (hopeless) {
            closed = true;
            subscriber.onGivenUp(why);
            return;
        }
        failures++;
        subscriber.onInterrupted(why);
        vertx.setTimer(Math.max(1, backoff.after(failures).toMillis()), timer -> connect());
    }

    /** Breaks the subscription off; the subscriber is told nothing more. */
    @Override
    public void close() {
        context.runOnContext(v -> {
            closed = true;
            if (socket != null) {
                var unused = socket.close();
            }
        });
    }

    /** One connection's. */
    private final class Listener implements NotificationListener {
        @Override
        public void onSubscribed() {
            failures = 0;
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
        public void onClosed(SocketClosed ended) {
            socket = null;
            again(ended.nextStep() == CloseAction.GIVE_UP, ended.reason());
        }
    }
}
