package dev.roomscribe.session.presence;

import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.session.SessionLimits;
import dev.roomscribe.session.TestService;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is in the room, and what follows from it. One service is told by notifications alone, its next regular look being
 * hours away; the other is not let subscribe to any.
 */
class PresenceTest {
    private static final Recording WORDS = recording(concat(tone(0, 200), tone(LOW, 500), tone(0, 800)));
    private static final Recording ENDLESS_LOW = recording(tone(LOW, 15_000));
    /** A pause is never what ends an utterance here. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static Path model;
    private static TestService notified;
    private static TestService reading;

    private TestService service = notified;
    private EmbeddedRoom room;
    private String roomId;

    @BeforeAll
    static void start(@TempDir Path directory) {
        model = ToneModel.write(directory);
        notified = service(LONG, Duration.ZERO, LONG, Duration.ofHours(5));
        reading = service(LONG, Duration.ZERO, LONG, Duration.ofMillis(300), fishjam -> fishjam.faults()
                .refuseNotifiers(10_000));
    }

    private static TestService service(Duration flushAfter, Duration idle, Duration longest, Duration look) {
        return service(flushAfter, idle, longest, look, fishjam -> {});
    }

    private static TestService service(
            Duration flushAfter, Duration idle, Duration longest, Duration look, Consumer<EmbeddedFishjam> before) {
        return new TestService(
                VoskModel.load(model, null, null),
                new SessionLimits(10, flushAfter, idle, longest, Duration.ofSeconds(15), Duration.ofSeconds(5)),
                look,
                before);
    }

    @AfterAll
    static void stop() {
        notified.close();
        reading.close();
    }

    @AfterEach
    void leave() {
        await(service.sessions.stop(roomId));
    }

    private void in(TestService which) {
        service = which;
        room = which.fishjam.openRoom("room-" + UUID.randomUUID());
        roomId = room.id();
    }

    @Test
    void notificationsTellWhoJoinsAndLeaves() {
        in(notified);
        whoJoinsIsAnnouncedUnderTheirNameAndWhoLeavesIsSaidToHaveLeft();
    }

    @Test
    void withoutNotificationsReadingTheRoomTells() {
        in(reading);
        whoJoinsIsAnnouncedUnderTheirNameAndWhoLeavesIsSaidToHaveLeft();
    }

    private void whoJoinsIsAnnouncedUnderTheirNameAndWhoLeavesIsSaidToHaveLeft() {
        service.start(roomId);
        room.join(PeerType.AGENT, Playback.of(WORDS).looping());
        room.join(PeerType.VAPI, Playback.of(WORDS).looping());
        EmbeddedPeer ana = room.join("Ana");
        soon().until(() -> joined().contains("Ana"));
        EmbeddedPeer bob = room.join("Bob");
        soon().until(() -> joined().contains("Bob"));
        ana.leave();
        soon().until(() -> left().contains("Ana"));
        ana.rejoin();
        soon().until(() -> joined().size() == 3);
        bob.remove();
        soon().until(() -> left().contains("Bob"));
        assertThat(joined()).containsExactly("Ana", "Bob", "Ana");
        assertThat(left()).containsExactly("Ana", "Bob");
        assertThat(service.finals(roomId)).isEmpty();
    }

    @Test
    void notificationsTellOfAnotherName() {
        in(notified);
        wordsGoUnderTheNameThatHolds();
    }

    @Test
    void withoutNotificationsAnotherNameIsRead() {
        in(reading);
        wordsGoUnderTheNameThatHolds();
    }

    private void wordsGoUnderTheNameThatHolds() {
        EmbeddedPeer nobody =
                room.join(PeerType.WEBRTC, Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        nobody.rename("Zoe");
        soon().until(() -> !service.published(roomId, PeerRenamed.class).isEmpty());
        await(service.sessions.endUtterances(roomId));
        assertThat(service.published(roomId, PeerRenamed.class))
                .singleElement()
                .extracting(PeerRenamed::name)
                .isEqualTo("Zoe");
        assertThat(service.finals(roomId))
                .last()
                .extracting(FinalTranscript::speaker)
                .isEqualTo("Zoe");
    }

    @Test
    void aMuteEndsTheUtteranceLongBeforeAPauseWould() {
        in(notified);
        talking().mute();
        assertThat(finalOf().endReason()).isEqualTo(EndReason.MUTED);
    }

    @Test
    void aMuteThatIsReadOfEndsTheUtteranceToo() {
        in(reading);
        talking().mute();
        assertThat(finalOf().endReason()).isEqualTo(EndReason.MUTED);
    }

    @Test
    void aTrackThatIsTakenAwayEndsItsUtterance() {
        in(notified);
        talking().tracks().get(0).unpublish();
        assertThat(finalOf().endReason()).isEqualTo(EndReason.PEER_LEFT);
        assertThat(service.published(roomId, PeerLeft.class)).isEmpty();
    }

    /** The room may know nothing of them any more when their last words are recognized. */
    @Test
    void theLastWordsOfSomebodyWhoIsRemovedAreStillTheirs() {
        in(notified);
        talking().remove();
        assertThat(finalOf().speaker()).isEqualTo("Ana");
        soon().until(() -> left().contains("Ana"));
    }

    /** Their last words take a moment to recognize; whoever reads along must not think them gone. */
    @Test
    void whoIsBackAtOnceIsSaidToHaveLeftBeforeTheyAreSaidToBeBack() {
        in(notified);
        EmbeddedPeer ana = talking();
        for (int i = 1; i <= 5; i++) {
            ana.leave();
            ana.rejoin();
            int times = i;
            soon().until(() -> left().size() == times && joined().size() == times + 1);
        }
        List<Class<?>> events = service.published(roomId).stream()
                .filter(event -> event instanceof PeerJoined || event instanceof PeerLeft)
                .<Class<?>>map(Object::getClass)
                .toList();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i)).isEqualTo(i % 2 == 0 ? PeerJoined.class : PeerLeft.class);
        }
    }

    @Test
    void aRoomThatIsDeletedIsNotWaitedFor() {
        in(notified);
        service.start(roomId);
        room.delete();
        assertThat(end().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
    }

    @Test
    void whenOnlyAgentsAndBotsAreLeftItLeavesAndTheyStay() {
        try (TestService impatient = service(TestService.FLUSH_AFTER, Duration.ofSeconds(1), LONG, LONG)) {
            in(impatient);
            EmbeddedPeer agent = room.join(PeerType.AGENT, Playback.of(WORDS).looping());
            room.join(PeerType.VAPI, Playback.of(WORDS).looping());
            EmbeddedPeer ana = room.join("Ana", Playback.of(WORDS).looping());
            service.start(roomId);
            soon().until(() -> service.finals(roomId).size() >= 2);
            assertThat(service.published(roomId, SessionEnded.class)).isEmpty();
            ana.leave();
            assertThat(end().reason()).isEqualTo(SessionEndReason.IDLE);
            soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
            assertThat(room.agents()).containsExactly(agent);
            assertThat(room.peers()).hasSize(3);
        }
    }

    @Test
    void noSessionLastsLongerThanItMay() {
        try (TestService brief = service(TestService.FLUSH_AFTER, Duration.ZERO, Duration.ofSeconds(2), LONG)) {
            in(brief);
            room.join("Ana", Playback.of(ENDLESS_LOW).looping());
            service.start(roomId);
            assertThat(end().reason()).isEqualTo(SessionEndReason.MAX_DURATION);
            soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
            assertThat(room.agents()).isEmpty();
            assertThat(service.texts(roomId)).contains("low");
        }
    }

    private EmbeddedPeer talking() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        assertThat(service.finals(roomId)).isEmpty();
        return ana;
    }

    private FinalTranscript finalOf() {
        soon().until(() -> !service.finals(roomId).isEmpty());
        return service.finals(roomId).get(0);
    }

    private List<String> joined() {
        return service.published(roomId, PeerJoined.class).stream()
                .map(PeerJoined::name)
                .toList();
    }

    private List<String> left() {
        return service.published(roomId, PeerLeft.class).stream()
                .map(PeerLeft::name)
                .toList();
    }

    private SessionEnded end() {
        soon().until(() -> !service.published(roomId, SessionEnded.class).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }
}
