package dev.roomscribe.fishjam.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a feed reports and when it connects while Fishjam's answers change. */
class NotificationFeedTest {
    private static final SocketClosed INVALID_TOKEN = SocketClosed.byFishjam(1000, "invalid token");

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualEventLoop eventLoop = new VirtualEventLoop(time, new Lifetime());
    private final List<String> reported = new ArrayList<>();
    private final List<NotificationListener> connections = new ArrayList<>();
    private boolean rejecting = true;
    private final NotificationFeed feed =
            NotificationFeed.start(this::connect, eventLoop, new NotificationFeed.Subscriber() {
                @Override
                public void onSubscribed() {
                    reported.add("subscribed");
                }

                @Override
                public void onNotification(RoomNotification notification) {}

                @Override
                public void onInterrupted(String reason) {
                    reported.add("interrupted");
                }

                @Override
                public void onRejected(String reason) {
                    reported.add("rejected");
                }
            });

    private Future<NotificationSocket> connect(NotificationListener listener) {
        connections.add(listener);
        if (rejecting) {
            return Future.failedFuture(new SocketRefusedException("notification socket", INVALID_TOKEN));
        }
        listener.onSubscribed();
        Promise<NotificationSocket> open = Promise.promise();
        return open.future();
    }

    private void pass(Duration duration) {
        time.runUntil(time.nanos() + duration.toNanos());
        assertThat(time.failures()).isEmpty();
    }

    @Test
    void rejectedTokenIsTriedAgainEveryMinuteAndReportedOnce() {
        pass(Duration.ofSeconds(150));
        assertThat(connections).hasSize(3);
        assertThat(reported).containsExactly("rejected");

        rejecting = false;
        pass(Duration.ofMinutes(1));
        assertThat(reported).containsExactly("rejected", "subscribed");

        rejecting = true;
        NotificationListener open = connections.get(connections.size() - 1);
        eventLoop.execute(() -> open.onClosed(SocketClosed.lost("the connection broke")));
        pass(Duration.ofSeconds(150));
        assertThat(reported).containsExactly("rejected", "subscribed", "interrupted", "rejected");
    }

    @Test
    void closedFeedDoesNotTryAgain() {
        pass(Duration.ofSeconds(1));
        feed.close();
        pass(Duration.ofMinutes(5));
        assertThat(connections).hasSize(1);
        assertThat(reported).containsExactly("rejected");
    }
}
