package dev.roomscribe.session;

import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import io.restassured.path.json.JsonPath;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of its connection, a session goes on, and says what it did not hear. */
class ReconnectTest {
    private static final Recording WORDS = recording(concat(tone(0, 200), tone(LOW, 500), tone(0, 800)));
    private static final Recording ENDLESS_LOW = recording(tone(LOW, 15_000));
    private static final Faults.Answer WRONG_TOKEN =
            new Faults.Answer(401, "application/json", "{\"errors\":\"Invalid token\"}");

    private static Path model;
    private static TestService patient;

    @BeforeAll
    static void start(@TempDir Path directory) {
        model = ToneModel.write(directory);
        patient = service(Duration.ofMinutes(1));
    }

    private static TestService service(Duration reconnectWithin) {
        SessionLimits limits = new SessionLimits(
                30,
                TestService.FLUSH_AFTER,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                reconnectWithin,
                Duration.ofSeconds(5));
        return new TestService(
                VoskModel.load(model, null, null),
                limits,
                FishjamOptions.defaults().withLiveness(Duration.ofMillis(500), Duration.ofSeconds(2)),
                null);
    }

    @AfterAll
    static void stop() {
        patient.close();
    }

    private TestService service = patient;
    private EmbeddedRoom room = service.fishjam.openRoom("room-" + UUID.randomUUID());
    private final String roomId = room.id();

    @AfterEach
    void leaveNothing() {
        service.fishjam.faults().heal();
        await(service.sessions.stop(roomId));
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void aBrokenConnectionIsTakenUpByTheSameAgentAndWhatWentUnheardIsStated() {
        String agent = talking(WORDS);
        long before = System.nanoTime();
        agent().drop();
        StreamGap gap = gap();
        double tookAtMost = (System.nanoTime() - before) / 1e9;
        heardAfter(gap);

        assertThat(agent().id()).isEqualTo(agent);
        assertThat(gap.reason()).isEqualTo(GapReason.CONNECTION_LOST);
        assertThat(gap.peerId()).isNull();
        assertThat(gap.trackId()).isNull();
        assertThat(gap.to()).isGreaterThan(gap.from()).isLessThan(gap.from() + tookAtMost + 0.5);
        assertThat(service.published(roomId, SessionStarted.class)).hasSize(1);
        assertThat(service.published(roomId, SessionEnded.class)).isEmpty();
        assertThat(status().state()).isEqualTo(SessionState.LISTENING);
    }

    @Test
    void whatWasBeingSaidAtTheLossIsSettledBeforeTheGapIsStated() {
        talking(ENDLESS_LOW);
        agent().drop();
        gap();
        List<CaptionEvent> events = service.published(roomId).stream()
                .filter(event -> event instanceof FinalTranscript || event instanceof StreamGap)
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOfSatisfying(FinalTranscript.class, said -> assertThat(said.end())
                .isLessThanOrEqualTo(((StreamGap) events.get(1)).from() + 0.1));
    }

    @Test
    void itsStateIsShownWhileItIsAway() {
        talking(ENDLESS_LOW);
        service.fishjam.faults().refuseSockets(503, 10_000);
        agent().drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        assertThat(stateInSnapshot()).isEqualTo("reconnecting");
        service.fishjam.faults().heal();
        soon().until(() -> status().state() == SessionState.LISTENING);
        assertThat(stateInSnapshot()).isEqualTo("listening");
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void anExpiredTokenIsRefreshed() {
        String agent = talking(WORDS);
        service.fishjam.expireTokens();
        agent().drop();
        heardAfter(gap());
        assertThat(agent().id()).isEqualTo(agent);
    }

    @Test
    void aCrashedAgentIsReplaced() {
        String agent = talking(WORDS);
        agent().crash("Internal server error");
        heardAfter(gap());
        assertThat(agent().id()).isNotEqualTo(agent);
        assertThat(status().agentId()).isEqualTo(agent().id());
    }

    @Test
    void anAgentThatVanishedWhileItWasAwayIsReplaced() {
        String agent = talking(WORDS);
        service.fishjam.faults().refuseSockets(503, 10_000);
        EmbeddedPeer vanishing = agent();
        vanishing.drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        vanishing.remove();
        service.fishjam.faults().heal();
        heardAfter(gap());
        assertThat(agent().id()).isNotEqualTo(agent);
    }

    @Test
    void aConnectionThatIsDeadWithoutAWordIsFoundOutAndWhatItSwallowedIsStated() {
        talking(WORDS);
        double frozen = secondsSoFar();
        agent().freeze();
        StreamGap gap = gap();
        heardAfter(gap);
        // What came up to then was heard; the last ping's answer may be half a second older.
        assertThat(gap.from()).isBetween(frozen - 1.5, frozen + 0.5);
        assertThat(gap.to()).isGreaterThan(frozen + 0.5);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void anAgentWhoseMachineIsGoneIsReplacedByOneThatIsToldWhereToGo() {
        String agent = talking(WORDS);
        service.fishjam.faults().refuseSockets(404, 1);
        agent().drop();
        heardAfter(gap());
        assertThat(agent().id()).isNotEqualTo(agent);
    }

    @Test
    void anAgentThatCannotConnectAgainAndAgainIsReplaced() {
        String agent = talking(WORDS);
        service.fishjam.faults().refuseSockets(503, 5);
        agent().drop();
        heardAfter(gap());
        assertThat(agent().id()).isNotEqualTo(agent);
    }

    @Test
    void aRoomThatCrashesIsARoomThatIsGone() {
        talking(WORDS);
        room.crash("Internal server error");
        assertThat(end().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
    }

    @Test
    void aRoomThatIsDeletedWhileTheAgentIsAwayIsGone() {
        talking(WORDS);
        service.fishjam.faults().refuseSockets(503, 10_000);
        agent().drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        room.delete();
        assertThat(end().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
        assertThat(service.published(roomId, StreamGap.class)).hasSize(1);
    }

    /** A moderator, or a backend that tidies up: whoever it is has the last word. */
    @Test
    void anAgentThatSomebodyRemovesStaysOutAndTheSessionIsStoppedNotFailed() {
        talking(ENDLESS_LOW);
        agent().remove();
        SessionEnded end = end();
        assertThat(end.reason()).isEqualTo(SessionEndReason.STOPPED);
        assertThat(end.detail()).contains("removed the agent").contains("Start the room again");
        assertThat(service.published(roomId, StreamGap.class)).isEmpty();
        assertThat(service.texts(roomId)).containsExactly("low");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void aManagementTokenThatIsGoodNoMoreEndsIt() {
        talking(WORDS);
        service.fishjam.faults().answer(WRONG_TOKEN, 1_000);
        agent().crash("Internal server error");
        SessionEnded end = soonEnd();
        service.fishjam.faults().heal();
        assertThat(end.reason()).isEqualTo(SessionEndReason.FAILED);
        assertThat(end.detail()).contains("check the management token").contains("Start the room again");
    }

    @Test
    void whatDoesNotComeBackInTimeIsGivenUpWithoutAStrayAgent() {
        try (TestService hasty = service(Duration.ofSeconds(3))) {
            service = hasty;
            room = hasty.fishjam.openRoom(roomId);
            talking(WORDS);
            hasty.fishjam.faults().refuseSockets(503, 10_000);
            agent().drop();
            assertThat(end().reason()).isEqualTo(SessionEndReason.FAILED);
            assertThat(end().detail()).contains("not back within 3 s.").contains("Start the room again");
            StreamGap gap = hasty.published(roomId, StreamGap.class).get(0);
            assertThat(gap.to() - gap.from()).isGreaterThan(2);
            assertThat(room.agents()).isEmpty();
        } finally {
            service = patient;
            room = patient.fishjam.openRoom(roomId);
        }
    }

    @Test
    void whoWasNamedIsSubscribedToAgainAndWhoHasLeftIsNoReasonToEnd() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(WORDS).looping());
        EmbeddedPeer bob = room.join("Bob");
        await(service.sessions.start(roomId, new StartOptions(true, Set.of(ana.id(), bob.id()))));
        heard();
        bob.remove();
        agent().drop();
        heardAfter(gap());

        agent().crash("Internal server error");
        soon().until(() -> service.published(roomId, StreamGap.class).size() == 2);
        heardAfter(service.published(roomId, StreamGap.class).get(1));
        assertThat(service.published(roomId, SessionEnded.class)).isEmpty();
    }

    @Test
    void aStopWhileItIsAwayEndsItAndStatesWhatWasMissed() {
        talking(WORDS);
        service.fishjam.faults().refuseSockets(503, 10_000);
        agent().drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        await(service.sessions.stop(roomId));
        assertThat(end().reason()).isEqualTo(SessionEndReason.STOPPED);
        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(events.size() - 2)).isInstanceOf(StreamGap.class);
    }

    @Test
    void aConnectionThatBreaksWhileTheSessionEndsChangesNothing() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        for (int i = 0; i < 8; i++) {
            service.start(roomId);
            int partials = service.partials(roomId).size();
            soon().until(() -> service.partials(roomId).size() > partials);
            EmbeddedPeer agent = agent();
            Future<Void> stopped = service.sessions.stop(roomId);
            agent.drop();
            await(stopped);
            assertThat(room.agents()).isEmpty();
            assertThat(await(service.sessions.status(roomId))).isEmpty();
            assertThat(service.published(roomId, SessionEnded.class)).hasSize(i + 1);
        }
    }

    /** Whenever the stop comes, be it in the middle of an agent's replacement, the room is left as it was. */
    @Test
    void aStopAtAnyMomentOfTheWayBackLeavesNoAgent() {
        for (int i = 0; i < 8; i++) {
            service.start(roomId);
            int pause = 40 * i;
            agent().crash("Internal server error");
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(pause))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> true);
            await(service.sessions.stop(roomId));
            assertThat(room.agents()).isEmpty();
        }
    }

    /** Starts the room, waits until Ana is heard, and returns the agent's id. */
    private String talking(Recording words) {
        room.join("Ana", Playback.of(words).looping());
        service.start(roomId);
        heard();
        return agent().id();
    }

    private void heard() {
        soon().until(() -> !service.partials(roomId).isEmpty());
    }

    private void heardAfter(StreamGap gap) {
        soon().until(() -> service.finals(roomId).stream().anyMatch(said -> said.start() > gap.to()));
    }

    private StreamGap gap() {
        soon().until(() -> !service.published(roomId, StreamGap.class).isEmpty());
        return service.published(roomId, StreamGap.class).get(0);
    }

    private SessionEnded end() {
        soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    private SessionEnded soonEnd() {
        soon().until(() -> !service.published(roomId, SessionEnded.class).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    private double secondsSoFar() {
        return Duration.between(status().startedAt(), java.time.Instant.now()).toMillis() / 1000.0;
    }

    private SessionStatus status() {
        return await(service.sessions.status(roomId)).orElseThrow();
    }

    /** What somebody is told who begins to read along now. */
    private String stateInSnapshot() {
        Subscription reader = service.transcripts.open(roomId).subscribe(new SubscriptionRequest(null, true, Set.of()));
        Delivery first = reader.next().toCompletableFuture().join().orElseThrow();
        reader.close();
        return JsonPath.from(((Delivery.Event) first).json()).getString("session.state");
    }

    private EmbeddedPeer agent() {
        return room.agents().get(0);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }
}
