package dev.roomscribe.session.auto;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerConnected;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerDisconnected;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionStarted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rooms that are transcribed without a request. */
class AutoTranscriptionTest extends AutoTranscriptionFixture {
    private static final Playback SILENT = null;
    private static final Faults.Answer DOWN = new Faults.Answer(503, "application/json", "{\"errors\":\"try later\"}");

    @Test
    void roomIsTranscribedWhileItIsOccupiedAndAgainWhenItIsReoccupied() {
        serve();
        EmbeddedRoom room = openRoom();
        EmbeddedPeer ana = room.join("Ana");
        awaitSession(room);
        EmbeddedPeer bob = room.join("Bob");
        ana.leave();
        soon().until(() -> status(room).peers().stream()
                .map(SessionStatus.SpeakerStatus::name)
                .toList()
                .equals(List.of("Bob")));
        bob.remove();
        assertThat(awaitEnd(room).reason()).isEqualTo(SessionEndReason.IDLE);

        ana.rejoin();
        awaitSession(room);
        assertThat(service.published(room.id(), SessionStarted.class)).hasSize(2);
    }

    @Test
    void roomThatIsRefusedForAMomentIsTranscribedAfterIt() {
        serve(service -> withOneUnconfirmedStart(service, "silent"));
        var silent = service.sessions.start("silent", StartOptions.DEFAULT);
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        awaitSession(room);
        // As long as that start waited, no other could be admitted.
        assertThat(silent.failed()).isTrue();
    }

    @Test
    void agentsBotsAndLivestreamsStartNoSession() {
        serve();
        EmbeddedRoom bots = openRoom();
        bots.join(PeerType.AGENT, SILENT);
        bots.join(PeerType.VAPI, SILENT);
        String stream = await(service.client.createRoom(RoomConfig.of(RoomType.LIVESTREAM)))
                .id();
        service.fishjam.openRoom(stream).join("Ana");
        awaitAllRoomsChecked();
        assertNeverTranscribed(bots);
        assertThat(service.published(stream)).isEmpty();
    }

    @Test
    void roomOccupiedBeforeTheServiceStartsIsTranscribed() {
        serve(service ->
                service.fishjamSetup(fishjam -> fishjam.openRoom("early").join("Ana")));
        awaitSession(service.fishjam.openRoom("early"));
    }

    @Test
    void listOfRoomsSufficesWithoutNotifications() {
        serve(service -> service.fishjamSetup(AutoTranscriptionFixture::refuseNotifications)
                .pollInterval(Duration.ofMillis(200)));
        EmbeddedRoom room = openRoom();
        EmbeddedPeer ana = room.join("Ana");
        awaitSession(room);
        ana.leave();
        assertThat(awaitEnd(room).reason()).isEqualTo(SessionEndReason.IDLE);
    }

    @Test
    void repeatedAndReorderedWebhooksStartOneSession() {
        serve(service -> service.fishjamSetup(AutoTranscriptionFixture::refuseNotifications));
        EmbeddedRoom occupied = openRoom();
        EmbeddedRoom empty = openRoom();
        EmbeddedPeer ana = occupied.join("Ana");
        EmbeddedPeer bob = empty.join("Bob");
        bob.leave();
        for (int i = 0; i < 50; i++) {
            service.rooms.onWebhookNotification(new PeerDisconnected(occupied.id(), ana.id(), PeerType.WEBRTC));
            service.rooms.onWebhookNotification(new PeerConnected(occupied.id(), ana.id(), PeerType.WEBRTC));
            service.rooms.onWebhookNotification(new PeerDisconnected(empty.id(), bob.id(), PeerType.WEBRTC));
            service.rooms.onWebhookNotification(new PeerConnected(empty.id(), bob.id(), PeerType.WEBRTC));
        }
        awaitSession(occupied);
        assertThat(occupied.agents()).hasSize(1);
        assertNeverTranscribed(empty);

        // Without notifications, webhooks also update the peers of a running session.
        EmbeddedPeer cid = occupied.join("Cid");
        service.rooms.onWebhookNotification(new PeerConnected(occupied.id(), cid.id(), PeerType.WEBRTC));
        soon().until(() -> status(occupied).peers().size() == 2);
    }

    @Test
    void roomSkippedAtCapacityIsStartedWhenASessionEnds() {
        serve(service -> service.maxSessions(1));
        EmbeddedRoom first = openRoom();
        EmbeddedPeer ana = first.join("Ana");
        awaitSession(first);
        EmbeddedRoom second = openRoom();
        second.join("Bob");
        soon().until(() -> service.sessions.refusal("any").isPresent());
        service.rooms.requestReads();
        await(service.client.rooms());
        assertNeverTranscribed(second);

        ana.leave();
        awaitSession(second);
        assertThat(first.agents()).isEmpty();
    }

    @Test
    void failedRequestsAreRetried() {
        serve();
        EmbeddedRoom before = openRoom();
        before.join("Ana");
        awaitSession(before);
        // More failures than the client retries by itself.
        service.fishjam.faults().answer(DOWN, 15);
        EmbeddedRoom room = openRoom();
        room.join("Bob");
        awaitSession(room);
        awaitSession(before);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void drainingServiceStartsNoSession() {
        serve();
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        awaitSession(room);
        await(service.sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(20))));
        assertThat(awaitEnd(room).reason()).isEqualTo(SessionEndReason.DRAINED);
        room.join("Bob");
        service.rooms.requestReads();
        await(service.client.rooms());
        assertNoSession(room);
    }
}
