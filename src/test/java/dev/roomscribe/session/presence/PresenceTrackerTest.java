package dev.roomscribe.session.presence;

import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.session.TestService;
import dev.roomscribe.support.Waiting;
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
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that join, leave, rename, mute and unpublish. One service receives notifications only: its poll interval is hours
 * long. The other reads the rooms only: Fishjam rejects its subscription.
 */
class PresenceTrackerTest {
    private static final Recording WORD_AND_PAUSE = recording(concat(tone(0, 200), tone(LOW, 500), tone(0, 800)));
    private static final Recording ENDLESS_LOW = recording(tone(LOW, 15_000));
    /** Longer than any test: nothing ends an utterance or a session by a timeout. */
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
        notified = builder().pollInterval(Duration.ofHours(5)).start();
        reading = builder()
                .pollInterval(Duration.ofMillis(300))
                .fishjamSetup(fishjam -> fishjam.faults().refuseNotifiers(10_000))
                .start();
    }

    private static TestService.Builder builder() {
        return TestService.with(VoskModel.load(model, null, null))
                .flushTimeout(LONG)
                .lifetime(lifetime -> lifetime.withIdleTimeout(Duration.ZERO).withMaxDuration(LONG))
                .reconnectTimeout(Duration.ofSeconds(15))
                .pollInterval(LONG);
    }

    @AfterAll
    static void stop() {
        notified.close();
        reading.close();
    }

    @AfterEach
    void stopSession() {
        await(service.sessions.stop(roomId));
    }

    private void use(TestService other) {
        service = other;
        room = other.fishjam.openRoom("room-" + UUID.randomUUID());
        roomId = room.id();
    }

    @Test
    void notificationsReportJoinsAndLeaves() {
        use(notified);
        joinsAndLeavesArePublishedWithNames();
    }

    @Test
    void readsReportJoinsAndLeavesWithoutNotifications() {
        use(reading);
        joinsAndLeavesArePublishedWithNames();
    }

    private void joinsAndLeavesArePublishedWithNames() {
        service.start(roomId);
        room.join(PeerType.AGENT, Playback.of(WORD_AND_PAUSE).looping());
        room.join(PeerType.VAPI, Playback.of(WORD_AND_PAUSE).looping());
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
    void notificationsReportARename() {
        use(notified);
        finalsHaveTheCurrentName();
    }

    @Test
    void readsReportARenameWithoutNotifications() {
        use(reading);
        finalsHaveTheCurrentName();
    }

    private void finalsHaveTheCurrentName() {
        EmbeddedPeer unnamed =
                room.join(PeerType.WEBRTC, Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        unnamed.rename("Zoe");
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
    void muteEndsTheUtteranceBeforeTheFlushTimeout() {
        use(notified);
        startSpeaking().mute();
        assertThat(firstFinal().endReason()).isEqualTo(EndReason.MUTED);
    }

    @Test
    void muteFoundByAReadEndsTheUtterance() {
        use(reading);
        startSpeaking().mute();
        assertThat(firstFinal().endReason()).isEqualTo(EndReason.MUTED);
    }

    @Test
    void unpublishedTrackEndsItsUtterance() {
        use(notified);
        startSpeaking().tracks().get(0).unpublish();
        assertThat(firstFinal().endReason()).isEqualTo(EndReason.PEER_LEFT);
        assertThat(service.published(roomId, PeerLeft.class)).isEmpty();
    }

    /** The peer is no longer in the room when its last audio is recognized. */
    @Test
    void lastFinalOfARemovedPeerHasItsNameAndPrecedesPeerLeft() {
        use(notified);
        startSpeaking().remove();
        soon().until(() -> left().contains("Ana"));
        assertThat(service.finals(roomId)).singleElement().satisfies(last -> {
            assertThat(last.speaker()).isEqualTo("Ana");
            assertThat(last.endReason()).isEqualTo(EndReason.PEER_LEFT);
        });
    }

    /** The last audio takes a moment to recognize, so {@code peer.left} could follow the next {@code peer.joined}. */
    @Test
    void peerLeftPrecedesPeerJoinedOfAQuickReturn() {
        use(notified);
        EmbeddedPeer ana = startSpeaking();
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
    void deletedRoomEndsTheSession() {
        use(notified);
        service.start(roomId);
        room.delete();
        assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
    }

    @Test
    void roomWithOnlyAgentsAndBotsIsIdle() {
        try (TestService impatient = builder()
                .flushTimeout(TestService.FLUSH_TIMEOUT)
                .lifetime(lifetime -> lifetime.withIdleTimeout(Duration.ofSeconds(1)))
                .start()) {
            use(impatient);
            EmbeddedPeer agent =
                    room.join(PeerType.AGENT, Playback.of(WORD_AND_PAUSE).looping());
            room.join(PeerType.VAPI, Playback.of(WORD_AND_PAUSE).looping());
            EmbeddedPeer ana = room.join("Ana", Playback.of(WORD_AND_PAUSE).looping());
            service.start(roomId);
            soon().until(() -> service.finals(roomId).size() >= 2);
            assertThat(service.published(roomId, SessionEnded.class)).isEmpty();
            ana.leave();
            assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.IDLE);
            soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
            assertThat(room.agents()).containsExactly(agent);
            assertThat(room.peers()).hasSize(3);
        }
    }

    @Test
    void sessionEndsAtItsMaximumDuration() {
        try (TestService brief = builder()
                .flushTimeout(TestService.FLUSH_TIMEOUT)
                .lifetime(lifetime -> lifetime.withMaxDuration(Duration.ofSeconds(2)))
                .start()) {
            use(brief);
            room.join("Ana", Playback.of(ENDLESS_LOW).looping());
            service.start(roomId);
            assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.MAX_DURATION);
            soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
            assertThat(room.agents()).isEmpty();
            assertThat(service.texts(roomId)).contains("low");
        }
    }

    private EmbeddedPeer startSpeaking() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        assertThat(service.finals(roomId)).isEmpty();
        return ana;
    }

    private FinalTranscript firstFinal() {
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

    private SessionEnded awaitEnd() {
        soon().until(() -> !service.published(roomId, SessionEnded.class).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    private static ConditionFactory soon() {
        return Waiting.await().pollInterval(Duration.ofMillis(20));
    }
}
