package dev.roomscribe.fishjam.embedded.notification;

import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.EmbeddedTrack;
import dev.roomscribe.fishjam.notification.NotificationFeed;
import dev.roomscribe.fishjam.notification.RoomDirectory;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** After any events in a room and on the connection, the directory ends up equal to the room. */
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

    /** A directory as a server maintains it: the room is read on every subscription and on demand. */
    private static final class MaintainedDirectory implements NotificationFeed.Subscriber {
        final String roomId;
        final RoomDirectory directory;
        final AtomicBoolean subscribed = new AtomicBoolean();
        int reads;

        MaintainedDirectory(String roomId) {
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

        synchronized boolean upToDate() {
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
        MaintainedDirectory maintained = new MaintainedDirectory(roomId);
        NotificationFeed feed = NotificationFeed.start(setup.client::connectNotifications, setup.vertx, maintained);
        try {
            await().until(maintained::upToDate);
            boolean lost = false;
            for (Step step : steps) {
                lost |= step == Step.LOSE;
                perform(step, room, maintained);
            }
            setup.fishjam.faults().heal();
            boolean mustReadAgain = lost;
            await().untilAsserted(() -> {
                assertThat(maintained.upToDate()).isTrue();
                Room truth = get(setup.client.room(roomId));
                if (mustReadAgain && !maintained.peers().equals(truth.peers())) {
                    // A lost notification is only detected by reading the room again, as servers do periodically.
                    maintained.read();
                }
                assertThat(maintained.peers()).containsExactlyInAnyOrderElementsOf(truth.peers());
            });
        } finally {
            feed.close();
            room.delete();
        }
    }

    private static void perform(Step step, EmbeddedRoom room, MaintainedDirectory maintained) {
        List<EmbeddedPeer> peers = room.peers();
        Playback talk = Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping();
        switch (step) {
            case JOIN -> room.join("Ana", talk);
            case LOSE -> setup.fishjam.faults().loseNotifications(1);
            case DOUBLE -> setup.fishjam.faults().doubleNotifications(2);
            case BREAK -> setup.fishjam.dropNotifiers();
            case READ -> maintained.read();
            default -> {
                if (!peers.isEmpty()) {
                    perform(step, peers.get(peers.size() / 2), talk);
                }
            }
        }
    }

    private static void perform(Step step, EmbeddedPeer peer, Playback talk) {
        switch (step) {
            case LEAVE -> peer.leave();
            case REJOIN -> peer.rejoin();
            case REMOVE -> peer.remove();
            case CRASH -> peer.crash("media endpoint failed");
            case MUTE -> peer.mute();
            case UNMUTE -> peer.unmute();
            case RENAME -> peer.rename("name " + System.nanoTime());
            case PUBLISH -> {
                if (peer.connected()) {
                    peer.publish(talk);
                }
            }
            case UNPUBLISH -> peer.tracks().stream().findFirst().ifPresent(EmbeddedTrack::unpublish);
            default -> throw new IllegalStateException("not a step of a peer: " + step);
        }
    }
}
