package dev.roomscribe.session.auto;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerConnected;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerDisconnected;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.session.SessionLimits;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.TestService;
import dev.roomscribe.session.presence.FishjamWebhookException;
import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms that nobody asks to have transcribed, and that are. */
class AutoTranscriptionTest {
    private static final Duration NEVER = Duration.ofHours(5);
    private static final Duration BRIEF = Duration.ofMillis(300);
    private static final Playback SILENT = null;
    private static final Faults.Answer DOWN = new Faults.Answer(503, "application/json", "{\"errors\":\"try later\"}");

    private static final Faults.Answer WRONG_TOKEN =
            new Faults.Answer(401, "application/json", "{\"errors\":\"Invalid token\"}");

    private static Path model;

    private TestService service;

    @BeforeAll
    static void write(@TempDir Path directory) {
        model = ToneModel.write(directory);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static void tellNobody(EmbeddedFishjam fishjam) {
        fishjam.faults().refuseNotifiers(10_000);
    }

    private void serve() {
        serve(fishjam -> {});
    }

    private void serve(Consumer<EmbeddedFishjam> before) {
        serve(before, NEVER, 20, NEVER);
    }

    private void serve(Consumer<EmbeddedFishjam> before, Duration list, int mostSessions, Duration longest) {
        service = new TestService(
                VoskModel.load(model, null, null),
                new SessionLimits(
                        mostSessions,
                        TestService.FLUSH_AFTER,
                        BRIEF,
                        longest,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5)),
                list,
                before);
        service.transcribeAll();
    }

    private EmbeddedRoom room() {
        return service.fishjam.openRoom("room-" + UUID.randomUUID());
    }

    @Test
    void aRoomIsTranscribedFromItsFirstPersonToItsLastAndAgainFromTheNext() {
        serve();
        EmbeddedRoom room = room();
        EmbeddedPeer ana = room.join("Ana");
        transcribed(room);
        EmbeddedPeer bob = room.join("Bob");
        ana.leave();
        soon().until(() -> status(room).peers().stream()
                .map(SessionStatus.SpeakerStatus::name)
                .toList()
                .equals(List.of("Bob")));
        bob.remove();
        assertThat(end(room).reason()).isEqualTo(SessionEndReason.IDLE);

        ana.rejoin();
        transcribed(room);
        assertThat(service.published(room.id(), SessionStarted.class)).hasSize(2);
    }

    @Test
    void agentsBotsAndStreamsAreNoReasonToComeIn() {
        serve();
        EmbeddedRoom bots = room();
        bots.join(PeerType.AGENT, SILENT);
        bots.join(PeerType.VAPI, SILENT);
        String stream = await(service.client.createRoom(RoomConfig.of(RoomType.LIVESTREAM)))
                .id();
        service.fishjam.openRoom(stream).join("Ana");
        later();
        untouched(bots);
        assertThat(service.published(stream)).isEmpty();
    }

    @Test
    void whoIsThereWhenTheServiceStartsIsHeard() {
        serve(fishjam -> fishjam.openRoom("early").join("Ana"));
        transcribed(service.fishjam.openRoom("early"));
    }

    @Test
    void withoutNotificationsTheListOfRoomsIsEnough() {
        serve(AutoTranscriptionTest::tellNobody, Duration.ofMillis(200), 20, NEVER);
        EmbeddedRoom room = room();
        EmbeddedPeer ana = room.join("Ana");
        transcribed(room);
        ana.leave();
        assertThat(end(room).reason()).isEqualTo(SessionEndReason.IDLE);
    }

    @Test
    void aWebhookTellsTooHoweverOftenAndInWhateverOrder() {
        serve(AutoTranscriptionTest::tellNobody);
        EmbeddedRoom came = room();
        EmbeddedRoom went = room();
        EmbeddedPeer ana = came.join("Ana");
        EmbeddedPeer bob = went.join("Bob");
        bob.leave();
        for (int i = 0; i < 50; i++) {
            service.rooms.hint(new PeerDisconnected(came.id(), ana.id(), PeerType.WEBRTC));
            service.rooms.hint(new PeerConnected(came.id(), ana.id(), PeerType.WEBRTC));
            service.rooms.hint(new PeerDisconnected(went.id(), bob.id(), PeerType.WEBRTC));
            service.rooms.hint(new PeerConnected(went.id(), bob.id(), PeerType.WEBRTC));
        }
        transcribed(came);
        assertThat(came.agents()).hasSize(1);
        untouched(went);

        // It tells the session who comes and goes, where nothing else does.
        EmbeddedPeer cid = came.join("Cid");
        service.rooms.hint(new PeerConnected(came.id(), cid.id(), PeerType.WEBRTC));
        soon().until(() -> status(came).peers().size() == 2);
    }

    @Test
    void aWebhookWithoutASecretOrWithAnotherIsNotBelieved() {
        serve(AutoTranscriptionTest::tellNobody);
        byte[] told = HexFormat.of().parseHex("120a0a027231120270311801");
        assertThat(refusal(
                        new FishjamWebhookReceiver(null, service.rooms), told, FishjamWebhook.signature("any", told)))
                .isEqualTo(FishjamWebhookException.Reason.NOT_SET_UP);
        FishjamWebhookReceiver webhook = new FishjamWebhookReceiver(new FishjamWebhook("right"), service.rooms);
        assertThat(refusal(webhook, told, null)).isEqualTo(FishjamWebhookException.Reason.NOT_SIGNED);
        assertThat(refusal(webhook, told, FishjamWebhook.signature("wrong", told)))
                .isEqualTo(FishjamWebhookException.Reason.NOT_SIGNED);
        byte[] noise = {1, 2, 3};
        assertThat(refusal(webhook, noise, FishjamWebhook.signature("right", noise)))
                .isEqualTo(FishjamWebhookException.Reason.UNREADABLE);
    }

    private static FishjamWebhookException.Reason refusal(
            FishjamWebhookReceiver webhook, byte[] body, String signature) {
        return catchThrowableOfType(FishjamWebhookException.class, () -> webhook.receive(body, signature))
                .reason();
    }

    @Test
    void whoStopsARoomIsNotContradictedUntilTheRoomWasEmpty() {
        serve();
        EmbeddedRoom room = room();
        EmbeddedPeer ana = room.join("Ana");
        transcribed(room);
        await(service.sessions.stop(room.id()));
        EmbeddedPeer bob = room.join("Bob");
        ana.leave();
        later();
        stayedOut(room);

        bob.leave();
        later();
        ana.rejoin();
        transcribed(room);
    }

    @Test
    void whoRemovesTheAgentIsNotContradictedEither() {
        serve();
        EmbeddedRoom room = room();
        room.join("Ana");
        transcribed(room);
        room.agents().get(0).remove();
        assertThat(end(room).reason()).isEqualTo(SessionEndReason.STOPPED);
        room.join("Bob");
        later();
        stayedOut(room);
    }

    @Test
    void aStopBeforeAnybodyIsThereKeepsNobodyFromBeingHeard() {
        serve();
        EmbeddedRoom room = room();
        await(service.sessions.stop(room.id()));
        later();
        room.join("Ana");
        transcribed(room);
    }

    @Test
    void whoStartsAStoppedRoomMakesItARoomLikeAnyOther() {
        serve();
        EmbeddedRoom room = room();
        room.join("Ana");
        transcribed(room);
        await(service.sessions.stop(room.id()));
        assertThat(service.start(room.id()).created()).isTrue();
        service.fishjam.faults().answer(WRONG_TOKEN, 1_000);
        room.agents().get(0).crash("Internal server error");
        soon().until(() -> service.published(room.id(), SessionEnded.class).size() == 2);
        assertThat(service.published(room.id(), SessionEnded.class).get(1).reason())
                .isEqualTo(SessionEndReason.FAILED);
        service.fishjam.faults().heal();
        service.rooms.allDue();
        transcribed(room);
    }

    /** Whoever wanted these people alone to be heard would not have the others heard next. */
    @Test
    void aSessionWithOptionsOfItsOwnIsNotFollowedByOneWithout() {
        serve();
        EmbeddedRoom room = room();
        EmbeddedPeer ana = room.join("Ana");
        transcribed(room);
        await(service.sessions.stop(room.id()));
        room.join("Bob");
        await(service.sessions.start(room.id(), new StartOptions(true, Set.of(ana.id()))));
        ana.leave();
        soon().until(() -> service.published(room.id(), SessionEnded.class).size() == 2);
        later();
        stayedOut(room);
    }

    @Test
    void aRoomThatWasTranscribedAsLongAsMayBeIsLeftAlone() {
        serve(fishjam -> {}, NEVER, 20, Duration.ofSeconds(1));
        EmbeddedRoom room = room();
        room.join("Ana");
        assertThat(end(room).reason()).isEqualTo(SessionEndReason.MAX_DURATION);
        room.join("Bob");
        later();
        stayedOut(room);
    }

    @Test
    void aRoomThatFoundNoPlaceGetsTheNextThatIsFree() {
        serve(fishjam -> {}, NEVER, 1, NEVER);
        EmbeddedRoom first = room();
        EmbeddedPeer ana = first.join("Ana");
        transcribed(first);
        EmbeddedRoom second = room();
        second.join("Bob");
        soon().until(() -> service.sessions.isFull());
        service.rooms.allDue();
        await(service.client.rooms());
        untouched(second);

        ana.leave();
        transcribed(second);
        assertThat(first.agents()).isEmpty();
    }

    @Test
    void aFishjamThatIsDownIsAskedAgainUntilItAnswers() {
        serve();
        EmbeddedRoom before = room();
        before.join("Ana");
        transcribed(before);
        // More than the client tries by itself.
        service.fishjam.faults().answer(DOWN, 15);
        EmbeddedRoom room = room();
        room.join("Bob");
        transcribed(room);
        transcribed(before);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void aServiceThatStopsStartsNoMore() {
        serve();
        EmbeddedRoom room = room();
        room.join("Ana");
        transcribed(room);
        await(service.sessions.drain());
        assertThat(end(room).reason()).isEqualTo(SessionEndReason.DRAINED);
        room.join("Bob");
        service.rooms.allDue();
        await(service.client.rooms());
        stayedOut(room);
    }

    private void transcribed(EmbeddedRoom room) {
        soon().until(() -> await(service.sessions.status(room.id()))
                .filter(session -> session.state() == SessionState.LISTENING)
                .isPresent());
    }

    private SessionStatus status(EmbeddedRoom room) {
        return await(service.sessions.status(room.id())).orElseThrow();
    }

    private SessionEnded end(EmbeddedRoom room) {
        soon().until(() -> !service.published(room.id(), SessionEnded.class).isEmpty());
        soon().until(() -> room.agents().isEmpty());
        return service.published(room.id(), SessionEnded.class).get(0);
    }

    private void stayedOut(EmbeddedRoom room) {
        assertThat(room.agents()).isEmpty();
        assertThat(await(service.sessions.status(room.id()))).isEmpty();
    }

    private void untouched(EmbeddedRoom room) {
        assertThat(service.published(room.id())).isEmpty();
        assertThat(await(service.sessions.status(room.id()))).isEmpty();
    }

    /** Waits until every room has been looked at: they are in one line, and this one is its last. */
    private void later() {
        EmbeddedRoom last = room();
        last.join("Zoe");
        service.rooms.allDue();
        transcribed(last);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }
}
