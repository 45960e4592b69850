package dev.roomscribe.fishjam.embedded.notification;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notifications reach every subscriber in the order of events. */
class NotificationsTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final RecordingNotificationListener listener = new RecordingNotificationListener();

    @AfterEach
    void close() {
        setup.close();
    }

    private void expectKinds(String... kinds) {
        await().untilAsserted(() -> assertThat(listener.kinds()).containsExactly(kinds));
    }

    @Test
    void everyEventOfAPeerIsNotifiedInOrder() {
        get(setup.client.connectNotifications(listener));
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

        expectKinds(
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
        assertThat(listener.notifications).allMatch(it -> it.roomId().equals("r1"));
        var muted = (RoomNotification.TrackMetadataUpdated) listener.notifications.get(5);
        assertThat(muted.track().paused()).isTrue();
        var renamed = (RoomNotification.PeerMetadataUpdated) listener.notifications.get(7);
        assertThat(renamed.metadata().at("/peer/displayName").asText()).isEqualTo("Ana B.");
        assertThat(renamed.metadata().at("/server/name").asText()).isEqualTo("Ana");
    }

    @Test
    void anAgentIsNotifiedAsAnAgentWithoutMetadata() {
        get(setup.client.connectNotifications(listener));
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        CreatedPeer agent = setup.createAgent(room);
        get(setup.connect(agent, new RecordingAgentListener()).close());
        get(setup.client.deletePeer("r1", agent.peer().id()));

        expectKinds(
                "RoomCreated", "PeerAdded", "PeerConnected", "PeerMetadataUpdated", "PeerDisconnected", "PeerDeleted");
        assertThat(listener.notifications.get(1))
                .isEqualTo(new RoomNotification.PeerAdded("r1", agent.peer().id(), PeerType.AGENT));
        assertThat(((RoomNotification.PeerMetadataUpdated) listener.notifications.get(3))
                        .metadata()
                        .isNull())
                .isTrue();
    }

    @Test
    void aRoomsPeersAreDeletedBeforeTheRoom() {
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        room.join("Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        get(setup.client.connectNotifications(listener));

        get(setup.client.deleteRoom("r1"));

        expectKinds("TrackRemoved", "PeerDisconnected", "PeerDeleted", "RoomDeleted");
    }

    @Test
    void aCrashIsNotifiedInsteadOfADeletion() {
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        EmbeddedPeer ana = room.join("Ana");
        get(setup.client.connectNotifications(listener));

        ana.crash("media endpoint failed");
        room.crash("room failed");

        expectKinds("PeerDisconnected", "PeerCrashed", "RoomCrashed");
        assertThat(room.peers()).isEmpty();
        assertThat(setup.fishjam.room("r1")).isEmpty();
    }

    @Test
    void changesOverRestAreNotifiedToEverySubscriber() {
        RecordingNotificationListener other = new RecordingNotificationListener();
        get(setup.client.connectNotifications(listener));
        get(setup.client.connectNotifications(other));

        String room = get(setup.client.createRoom(RoomConfig.conference())).id();
        get(setup.client.createWebrtcPeer(room, WebrtcPeerOptions.named("Bob")));

        expectKinds("RoomCreated", "PeerAdded");
        await().untilAsserted(() -> assertThat(other.notifications).isEqualTo(listener.notifications));
    }

    @Test
    void aWrongTokenIsRefusedAndNotInTheMessage() {
        try (FishjamClient stranger = new FishjamClient(
                setup.vertx, FishjamAddress.of(setup.fishjam.url()), "wrong-secret", FishjamOptions.defaults())) {
            var failure = failureOf(stranger.connectNotifications(listener));

            assertThat(failure).isInstanceOf(SocketRefusedException.class).hasMessageNotContaining("wrong-secret");
            assertThat(((SocketRefusedException) failure).closed().action()).isEqualTo(CloseAction.FAIL);
        }
        assertThat(listener.closes).isEmpty();
    }

    @Test
    void injectedLossAndDuplicationApplyToTheNextNotifications() {
        get(setup.client.connectNotifications(listener));
        setup.fishjam.faults().loseNotifications(1);
        setup.fishjam.openRoom("lost");
        setup.fishjam.faults().doubleNotifications(1);
        setup.fishjam.openRoom("twice");
        setup.fishjam.openRoom("once");

        await().untilAsserted(() -> assertThat(listener.notifications)
                .extracting(RoomNotification::roomId)
                .containsExactly("twice", "twice", "once"));
    }

    @Test
    void unknownNotificationsAreIgnoredAndMalformedOnesCounted() {
        get(setup.client.connectNotifications(listener));
        for (String frame : List.of("92020b0a0372656310011a027b7d", "ff", "", "0a", "7a00")) {
            setup.fishjam.notifyRaw(HexFormat.of().parseHex(frame));
        }
        setup.fishjam.openRoom("r1");

        expectKinds("RoomCreated");
        assertThat(listener.malformed).hasValue(2);
    }

    @Test
    void aBrokenNotificationSocketCanBeReconnected() {
        get(setup.client.connectNotifications(listener));

        setup.fishjam.dropNotifiers();
        await().untilAsserted(() -> assertThat(listener.closes).hasSize(1));
        setup.fishjam.openRoom("missed");
        get(setup.client.connectNotifications(listener));
        setup.fishjam.openRoom("r1");

        expectKinds("RoomCreated");
        assertThat(listener.closes.get(0).action()).isEqualTo(CloseAction.RECONNECT);
        assertThat(listener.notifications.get(0).roomId()).isEqualTo("r1");
    }
}
