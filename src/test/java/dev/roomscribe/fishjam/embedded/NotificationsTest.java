package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.RecordingNotificationListener;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.WebrtcPeerOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens in rooms reaches whoever subscribed, in the order of a room's life. */
class NotificationsTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final RecordingNotificationListener hearing = new RecordingNotificationListener();

    @AfterEach
    void close() {
        setup.close();
    }

    private void expect(String... kinds) {
        await().untilAsserted(() -> assertThat(hearing.kinds()).containsExactly(kinds));
    }

    @Test
    void aPersonsWholeLifeIsToldInOrder() {
        get(setup.client.connectNotifications(hearing));
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        EmbeddedPeer ana = room.join(
                "Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        ana.mute();
        ana.unmute();
        ana.rename("Ana B.");
        ana.leave();
        ana.rejoin();
        ana.remove();
        room.delete();

        expect(
                "RoomCreated",
                "PeerAdded",
                "PeerConnected",
                "PeerMetadataUpdated",
                "TrackAdded",
                "TrackMetadataUpdated",
                "TrackMetadataUpdated",
                "PeerMetadataUpdated",
                "PeerDisconnected",
                "TrackRemoved",
                "PeerConnected",
                "PeerMetadataUpdated",
                "PeerDisconnected",
                "PeerDeleted",
                "RoomDeleted");
        assertThat(hearing.notifications).allMatch(it -> it.roomId().equals("r1"));
        var muted = (RoomNotification.TrackMetadataUpdated) hearing.notifications.get(5);
        assertThat(muted.track().paused()).isTrue();
        var renamed = (RoomNotification.PeerMetadataUpdated) hearing.notifications.get(7);
        assertThat(renamed.metadata().at("/peer/displayName").asText()).isEqualTo("Ana B.");
        assertThat(renamed.metadata().at("/server/name").asText()).isEqualTo("Ana");
    }

    @Test
    void anAgentIsToldOfAsAnAgentWithoutMetadata() {
        get(setup.client.connectNotifications(hearing));
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        CreatedPeer agent = setup.agent(room);
        get(setup.connect(agent, new RecordingAgentListener()).close());
        get(setup.client.deletePeer("r1", agent.peer().id()));

        expect("RoomCreated", "PeerAdded", "PeerConnected", "PeerMetadataUpdated", "PeerDisconnected", "PeerDeleted");
        assertThat(hearing.notifications.get(1))
                .isEqualTo(new RoomNotification.PeerAdded("r1", agent.peer().id(), PeerType.AGENT));
        assertThat(((RoomNotification.PeerMetadataUpdated) hearing.notifications.get(3))
                        .metadata()
                        .isNull())
                .isTrue();
    }

    @Test
    void whenARoomIsDeletedItsPeersGoFirst() {
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        room.join("Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        get(setup.client.connectNotifications(hearing));

        get(setup.client.deleteRoom("r1"));

        expect("TrackRemoved", "PeerDisconnected", "PeerDeleted", "RoomDeleted");
    }

    @Test
    void aCrashTakesThePlaceOfADeletion() {
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        EmbeddedPeer ana = room.join("Ana");
        get(setup.client.connectNotifications(hearing));

        ana.crash("out of luck");
        room.crash("all of it");

        expect("PeerDisconnected", "PeerCrashed", "RoomCrashed");
        assertThat(room.peers()).isEmpty();
        assertThat(setup.fishjam.room("r1")).isEmpty();
    }

    @Test
    void whatIsMadeOverRestIsToldToEveryNotifier() {
        RecordingNotificationListener other = new RecordingNotificationListener();
        get(setup.client.connectNotifications(hearing));
        get(setup.client.connectNotifications(other));

        String room = get(setup.client.createRoom(RoomConfig.conference())).id();
        get(setup.client.createWebrtcPeer(room, WebrtcPeerOptions.named("Bob")));

        expect("RoomCreated", "PeerAdded");
        await().untilAsserted(() -> assertThat(other.notifications).isEqualTo(hearing.notifications));
    }

    @Test
    void aWrongTokenIsRefusedAndNotRepeated() {
        try (FishjamClient stranger = new FishjamClient(
                setup.vertx, FishjamAddress.of(setup.fishjam.url()), "wrong-secret", FishjamOptions.defaults())) {
            var failure = failureOf(stranger.connectNotifications(hearing));

            assertThat(failure).isInstanceOf(SocketRefusedException.class).hasMessageNotContaining("wrong-secret");
            assertThat(((SocketRefusedException) failure).closed().action()).isEqualTo(CloseAction.GIVE_UP);
        }
        assertThat(hearing.closes).isEmpty();
    }

    @Test
    void lostAndDoubledNotificationsAreWhatTheyAre() {
        get(setup.client.connectNotifications(hearing));
        setup.fishjam.faults().loseNotifications(1);
        setup.fishjam.openRoom("lost");
        setup.fishjam.faults().doubleNotifications(1);
        setup.fishjam.openRoom("twice");
        setup.fishjam.openRoom("once");

        await().untilAsserted(() -> assertThat(hearing.notifications)
                .extracting(RoomNotification::roomId)
                .containsExactly("twice", "twice", "once"));
    }

    @Test
    void unknownNotificationsArePassedOverAndMalformedOnesCounted() {
        get(setup.client.connectNotifications(hearing));
        for (String frame : List.of("92020b0a0372656310011a027b7d", "ff", "", "0a", "7a00")) {
            setup.fishjam.notifyRaw(HexFormat.of().parseHex(frame));
        }
        setup.fishjam.openRoom("r1");

        expect("RoomCreated");
        assertThat(hearing.malformed).hasValue(2);
    }

    @Test
    void aBrokenNotificationSocketAsksForAnotherConnection() {
        get(setup.client.connectNotifications(hearing));

        setup.fishjam.dropNotifiers();
        await().untilAsserted(() -> assertThat(hearing.closes).hasSize(1));
        setup.fishjam.openRoom("missed");
        get(setup.client.connectNotifications(hearing));
        setup.fishjam.openRoom("r1");

        expect("RoomCreated");
        assertThat(hearing.closes.get(0).action()).isEqualTo(CloseAction.RECONNECT);
        assertThat(hearing.notifications.get(0).roomId()).isEqualTo("r1");
    }
}
