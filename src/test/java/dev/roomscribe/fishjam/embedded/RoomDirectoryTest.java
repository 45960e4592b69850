package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.notification.NotificationFeed;
import dev.roomscribe.fishjam.notification.RoomDirectory;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever happens in a room and to the connection, the directory ends up saying what the room says. */
class RoomDirectoryTest {
    private static EmbeddedSetup setup;

    private enum Step {
        JOIN,
        LEAVE,
        REJOIN,
        REMOVE,
        CRASH,
        MUTE,
        UNMUTE,
        RENAME,
        PUBLISH,
        UNPUBLISH,
        LOSE,
        DOUBLE,
        BREAK,
        READ
    }

    @BeforeContainer
    static void start() {
        setup = new EmbeddedSetup();
    }

    @AfterContainer
    static void stop() {
        setup.close();
    }

    /** A directory that lives as a server would have it: reads the room on every subscription, and when in doubt. */
    private static final class Watched implements NotificationFeed.Subscriber {
        final String roomId;
        final RoomDirectory directory;
        final AtomicBoolean subscribed = new AtomicBoolean();
        int reads;

        Watched(String roomId) {
            this.roomId = roomId;
            this.directory = new RoomDirectory(roomId);
        }

        @Override
        public synchronized void onSubscribed() {
            subscribed.set(true);
            read();
        }

        @Override
        public synchronized void onNotification(RoomNotification notification) {
            directory.apply(notification);
        }

        @Override
        public synchronized void onInterrupted(String why) {
            subscribed.set(false);
            directory.markStale();
        }

        synchronized void read() {
            long read = directory.beginRead();
            reads++;
            setup.client.room(roomId).onComplete(answer -> {
                synchronized (this) {
                    if (answer.succeeded()) {
                        directory.completeRead(read, answer.result());
                    } else {
                        directory.failRead();
                    }
                    reads--;
                }
            });
        }

        synchronized boolean quiet() {
            return reads == 0 && subscribed.get();
        }

        synchronized List<Peer> peers() {
            return directory.peers();
        }
    }

    @Property(tries = 25)
    void theDirectoryEndsEqualToTheRoom(@ForAll @Size(max = 40) List<Step> steps) {
        String roomId = "room-" + System.nanoTime();
        EmbeddedRoom room = setup.fishjam.openRoom(roomId);
        Watched watched = new Watched(roomId);
        NotificationFeed feed = NotificationFeed.start(setup.client::connectNotifications, setup.vertx, watched);
        try {
            await().until(watched::quiet);
            boolean lossy = false;
            for (Step step : steps) {
                lossy |= step == Step.LOSE;
                take(step, room, watched);
            }
            setup.fishjam.faults().heal();
            boolean readAgain = lossy;
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(watched.quiet()).isTrue();
                Room truth = get(setup.client.room(roomId));
                if (readAgain && !watched.peers().equals(truth.peers())) {
                    // Nothing tells of a notification that got lost: only reading now and then does, as servers do.
                    watched.read();
                }
                assertThat(watched.peers()).containsExactlyInAnyOrderElementsOf(truth.peers());
            });
        } finally {
            feed.close();
            room.delete();
        }
    }

    private static void take(Step step, EmbeddedRoom room, Watched watched) {
        List<EmbeddedPeer> peers = room.peers();
        Playback hum = Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping();
        switch (step) {
            case JOIN -> room.join("somebody", hum);
            case LOSE -> setup.fishjam.faults().loseNotifications(1);
            case DOUBLE -> setup.fishjam.faults().doubleNotifications(2);
            case BREAK -> setup.fishjam.dropNotifiers();
            case READ -> watched.read();
            default -> {
                if (!peers.isEmpty()) {
                    take(step, peers.get(peers.size() / 2), hum);
                }
            }
        }
    }

    private static void take(Step step, EmbeddedPeer peer, Playback hum) {
        switch (step) {
            case LEAVE -> peer.leave();
            case REJOIN -> peer.rejoin();
            case REMOVE -> peer.remove();
            case CRASH -> peer.crash("bad luck");
            case MUTE -> peer.mute();
            case UNMUTE -> peer.unmute();
            case RENAME -> peer.rename("name " + System.nanoTime());
            case PUBLISH -> {
                if (peer.connected()) {
                    peer.publish(hum);
                }
            }
            case UNPUBLISH -> peer.tracks().stream().findFirst().ifPresent(EmbeddedTrack::unpublish);
            default -> throw new IllegalStateException("not a peer's step: " + step);
        }
    }
}
