package dev.roomscribe.session;

import static dev.roomscribe.recognition.vosk.ToneModel.HIGH;
import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.MID;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One room's life against a real Fishjam's protocol; people speak in tones, which cost next to nothing to recognize. */
class SessionsTest {
    private static final int MOST_SESSIONS = 30;

    /** One word, then a pause that ends the utterance. */
    private static final Recording LOW_THEN_PAUSE = recording(concat(tone(0, 200), tone(LOW, 500), tone(0, 1500)));

    private static final Recording ENDLESS_LOW = recording(tone(LOW, 15_000));

    private static TestService service;

    @BeforeAll
    static void start(@TempDir Path directory) {
        service = new TestService(VoskModel.load(ToneModel.write(directory), null, null), MOST_SESSIONS);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private final EmbeddedRoom room = service.fishjam.openRoom("room-" + UUID.randomUUID());
    private final String roomId = room.id();

    @Test
    void aSessionTellsItsLifeInOrder() {
        room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        Sessions.Started started = service.start(roomId);
        assertThat(started.created()).isTrue();
        assertThat(started.session().state()).isEqualTo(SessionState.LISTENING);
        soon().until(() -> !service.finals(roomId).isEmpty());
        await(service.sessions.stop(roomId));

        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(0)).isInstanceOf(SessionStarted.class);
        assertThat(events.get(1)).isInstanceOfSatisfying(PeerJoined.class, ana -> assertThat(ana.name())
                .isEqualTo("Ana"));
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        SessionEnded.class, end -> assertThat(end.reason()).isEqualTo(SessionEndReason.STOPPED));
        FinalTranscript first = service.finals(roomId).get(0);
        assertThat(first.speaker()).isEqualTo("Ana");
        assertThat(first.transcript()).isEqualTo("low");
        assertThat(first.utteranceId()).startsWith(first.sessionId());
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void ofAHundredStartsAtOnceOneMakesTheAgent() {
        List<Future<Sessions.Started>> starts = IntStream.range(0, 100)
                .mapToObj(i -> service.sessions.start(roomId, StartOptions.DEFAULT))
                .toList();
        List<Sessions.Started> outcomes =
                starts.stream().map(TestService::await).toList();
        assertThat(outcomes).filteredOn(Sessions.Started::created).hasSize(1);
        assertThat(outcomes.stream()
                        .map(outcome -> outcome.session().sessionId())
                        .distinct())
                .hasSize(1);
        assertThat(room.agents()).hasSize(1);
        await(service.sessions.stop(roomId));
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void startsAndStopsInAnyOrderLeaveNoAgent() {
        Random random = new Random(5);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(
                    random.nextBoolean()
                            ? service.sessions.start(roomId, StartOptions.DEFAULT)
                            : service.sessions.stop(roomId));
        }
        calls.forEach(call -> await(call.otherwiseEmpty()));
        assertThat(room.agents()).hasSizeLessThanOrEqualTo(1);
        await(service.sessions.stop(roomId));
        assertThat(room.agents()).isEmpty();
        assertThat(await(service.sessions.status(roomId))).isEmpty();
        long started = service.published(roomId, SessionStarted.class).size();
        assertThat(service.published(roomId, SessionEnded.class)).hasSize((int) started);
    }

    @Test
    void aHundredRacingStartsAndStopsOverTwentyRoomsLeaveNoAgent() {
        List<EmbeddedRoom> rooms = IntStream.range(0, 20)
                .mapToObj(i -> service.fishjam.openRoom("race-" + UUID.randomUUID()))
                .toList();
        List<String> races = IntStream.range(0, 100)
                .mapToObj(i -> rooms.get(i % rooms.size()).id())
                .toList();
        // From many threads at once, as HTTP calls come.
        List<Future<?>> calls = races.parallelStream()
                .<Future<?>>flatMap(
                        id -> Stream.of(service.sessions.start(id, StartOptions.DEFAULT), service.sessions.stop(id)))
                .toList();
        calls.forEach(call -> await(call.otherwiseEmpty()));
        rooms.forEach(raced -> await(service.sessions.stop(raced.id())));
        assertThat(rooms).allSatisfy(raced -> assertThat(raced.agents()).isEmpty());
        assertThat(service.sessions.count()).isZero();
    }

    @Test
    void aRoomThatIsStartedWhileItStopsIsStartedAnew() {
        String first = service.start(roomId).session().sessionId();
        Future<Void> stop = service.sessions.stop(roomId);
        Sessions.Started again = service.start(roomId);
        await(stop);
        assertThat(again.session().sessionId()).isNotEqualTo(first);
        assertThat(again.created()).isTrue();
        assertThat(room.agents()).hasSize(1);
        await(service.sessions.stop(roomId));
    }

    @Test
    void otherOptionsAreRefusedWhileARoomIsTranscribed() {
        service.start(roomId);
        assertRefused(
                service.sessions.start(roomId, new StartOptions(false)),
                SessionException.Reason.OPTIONS_DIFFER,
                roomId);
        await(service.sessions.stop(roomId));
        await(service.sessions.start(roomId, new StartOptions(false)));
        await(service.sessions.stop(roomId));
    }

    @Test
    void onlyWhoIsNamedIsHeardTranscribedAndShown() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        room.join("Bob", Playback.of(ENDLESS_LOW).looping());
        SessionStatus started =
                await(service.sessions.start(roomId, hearing(ana.id()))).session();
        assertThat(started.options().peers()).containsExactly(ana.id());
        JsonNode agent = service.asFishjamShows(roomId, room.agents().get(0));
        assertThat(agent.path("subscribeMode").asText()).isEqualTo("manual");
        assertThat(agent.path("subscriptions").path("peers"))
                .singleElement()
                .extracting(JsonNode::asText)
                .isEqualTo(ana.id());

        room.join(
                "Eve",
                Playback.of(recording(concat(tone(MID, 500), tone(0, 1500)))).looping());
        soon().until(() -> service.finals(roomId).size() >= 3);
        SessionStatus status = await(service.sessions.status(roomId)).orElseThrow();
        await(service.sessions.stop(roomId));
        assertThat(status.peers())
                .singleElement()
                .extracting(SessionStatus.SpeakerStatus::name)
                .isEqualTo("Ana");
        assertThat(service.published(roomId, PeerJoined.class))
                .singleElement()
                .extracting(PeerJoined::name)
                .isEqualTo("Ana");
        assertThat(service.texts(roomId)).containsOnly("low");
        assertThat(service.finals(roomId))
                .allSatisfy(settled -> assertThat(settled.peerId()).isEqualTo(ana.id()));
        assertThat(service.partials(roomId))
                .allSatisfy(partial -> assertThat(partial.peerId()).isEqualTo(ana.id()));
    }

    @Test
    void theSamePeersInAnotherOrderAreTheSameOptions() {
        String ana = room.join("Ana").id();
        String bob = room.join("Bob").id();
        assertThat(await(service.sessions.start(roomId, hearing(ana, bob))).created())
                .isTrue();
        assertThat(await(service.sessions.start(roomId, hearing(bob, ana))).created())
                .isFalse();
        assertRefused(service.sessions.start(roomId, hearing(ana)), SessionException.Reason.OPTIONS_DIFFER, roomId);
        assertRefused(
                service.sessions.start(roomId, StartOptions.DEFAULT), SessionException.Reason.OPTIONS_DIFFER, roomId);
        await(service.sessions.stop(roomId));
    }

    @Test
    void whoIsNamedButNotThereIsSaidAndNoAgentIsLeft() {
        String ana = room.join("Ana").id();
        assertRefused(
                service.sessions.start(roomId, hearing(ana, "nobody")),
                SessionException.Reason.NO_SUCH_PEER,
                "nobody is not in it");
        assertThat(room.agents()).isEmpty();
        assertThat(await(service.sessions.start(roomId, hearing(ana))).created())
                .isTrue();
        await(service.sessions.stop(roomId));
    }

    @Test
    void anAgentOrABotCannotBeNamed() {
        EmbeddedPeer bot = room.join(PeerType.VAPI, Playback.of(LOW_THEN_PAUSE).looping());
        assertRefused(
                service.sessions.start(roomId, hearing(bot.id())), SessionException.Reason.NO_SUCH_PEER, bot.id());
        assertThat(room.agents()).isEmpty();
    }

    /** When exactly it happens cannot be arranged from outside; whenever it does, the room is left as it was. */
    @Test
    void whoIsRemovedWhileTheyAreSubscribedToLeavesNoAgentBehind() {
        for (int i = 0; i < 5; i++) {
            EmbeddedPeer ana = room.join("Ana");
            Future<Sessions.Started> start = service.sessions.start(roomId, hearing(ana.id()));
            soon().pollInterval(Duration.ofMillis(1)).until(() -> !room.agents().isEmpty());
            ana.remove();
            await(start.otherwiseEmpty());
            if (start.failed()) {
                assertRefused(start, SessionException.Reason.NO_SUCH_PEER, ana.id());
                assertThat(room.agents()).isEmpty();
            }
            await(service.sessions.stop(roomId));
            assertThat(room.agents()).isEmpty();
        }
    }

    @Test
    void aRoomThatIsNotThereIsNamedAndCanBeStartedOnceItIs() {
        String later = "later-" + UUID.randomUUID();
        assertRefused(service.sessions.start(later, StartOptions.DEFAULT), SessionException.Reason.NO_SUCH_ROOM, later);
        service.fishjam.openRoom(later);
        assertThat(service.start(later).created()).isTrue();
        await(service.sessions.stop(later));
    }

    @Test
    void aFullRoomRefusesTheAgent() {
        String full = await(service.client.createRoom(RoomConfig.audioOnly().withMaxPeers(1)))
                .id();
        service.fishjam.room(full).orElseThrow().join("Ana");
        assertRefused(
                service.sessions.start(full, StartOptions.DEFAULT), SessionException.Reason.FISHJAM_REFUSED, full);
    }

    @Test
    void withoutASecretNothingIsPostedAndTheStartSaysWhatToSet() {
        StartOptions posting = StartOptions.DEFAULT.postingTo("https://hooks.example.com/t0ken");
        assertRefused(
                service.sessions.start(roomId, posting),
                SessionException.Reason.NO_WEBHOOK,
                "roomscribe.webhook.secret");
        assertThat(room.agents()).isEmpty();
        assertThat(posting.toString()).doesNotContain("t0ken");
    }

    @Test
    void agentsAndBotsAreNotTranscribed() {
        room.join(PeerType.AGENT, Playback.of(LOW_THEN_PAUSE).looping());
        room.join(PeerType.VAPI, Playback.of(LOW_THEN_PAUSE).looping());
        service.start(roomId);
        room.join(PeerType.AGENT, Playback.of(LOW_THEN_PAUSE).looping());
        room.join(
                "Ana",
                Playback.of(recording(concat(tone(MID, 500), tone(0, 1500)))).looping());
        soon().until(() -> service.finals(roomId).size() >= 3);
        await(service.sessions.stop(roomId));
        assertThat(service.texts(roomId)).containsOnly("мид");
        assertThat(service.published(roomId, PeerJoined.class))
                .singleElement()
                .extracting(PeerJoined::name)
                .isEqualTo("Ana");
    }

    @Test
    void everyTrackOfAPeerIsItsOwnStream() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        ana.publish(
                Playback.of(recording(concat(tone(HIGH, 500), tone(0, 1500)))).looping());
        service.start(roomId);
        soon().until(() -> service.texts(roomId).containsAll(List.of("low", "high")));
        SessionStatus status = await(service.sessions.status(roomId)).orElseThrow();
        await(service.sessions.stop(roomId));

        assertThat(status.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("Ana");
            assertThat(peer.tracks()).hasSize(2).allSatisfy(track -> assertThat(track.realTimeFactor())
                    .isPositive());
        });
        assertThat(service.texts(roomId)).containsOnly("low", "high");
        assertThat(service.finals(roomId).stream().map(FinalTranscript::trackId).distinct())
                .hasSize(2);
        assertThat(service.finals(roomId))
                .allSatisfy(settled -> assertThat(settled.speaker()).isEqualTo("Ana"));
    }

    @Test
    void whoJoinsLaterIsHeardFromTheFirstWordUnderTheirName() {
        service.start(roomId);
        EmbeddedPeer bob = room.join("Bob", Playback.of(LOW_THEN_PAUSE).thenSilence());
        FinalTranscript first = firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(first.speaker()).isEqualTo("Bob");
        assertThat(first.peerId()).isEqualTo(bob.id());
        assertThat(first.transcript()).isEqualTo("low");
        Duration into = Duration.between(bob.recordingStartedAt(), first.startedAt());
        assertThat(into).isBetween(Duration.ofMillis(125), Duration.ofMillis(275));
        assertThat(service.published(roomId, PeerJoined.class))
                .singleElement()
                .extracting(PeerJoined::name)
                .isEqualTo("Bob");
    }

    @Test
    void aMuteEndsTheUtteranceThatItCuts() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        ana.mute();
        FinalTranscript cut = firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(cut.transcript()).isEqualTo("low");
        assertThat(cut.endReason()).isEqualTo(EndReason.MUTED);
    }

    @Test
    void whatSomebodyWasSayingAsTheyLeftIsSettledBeforeTheyAreSaidToHaveLeft() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        ana.leave();
        soon().until(() -> !service.published(roomId, PeerLeft.class).isEmpty());
        await(service.sessions.stop(roomId));
        List<CaptionEvent> events = service.published(roomId).stream()
                .filter(event -> event instanceof FinalTranscript || event instanceof PeerLeft)
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(FinalTranscript.class);
        assertThat(events.get(1)).isInstanceOf(PeerLeft.class);
    }

    @Test
    void stoppingSettlesWhatIsBeingSaid() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        await(service.sessions.stop(roomId));
        assertThat(service.finals(roomId)).singleElement().satisfies(settled -> {
            assertThat(settled.transcript()).isEqualTo("low");
            assertThat(settled.endReason()).isEqualTo(EndReason.FLUSH);
        });
        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(events.size() - 1)).isInstanceOf(SessionEnded.class);
    }

    @Test
    void theOpenUtterancesCanBeSettledAtAnyMoment() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        assertThat(service.finals(roomId)).isEmpty();
        SessionStatus after = await(service.sessions.endUtterances(roomId)).orElseThrow();
        assertThat(service.finals(roomId)).singleElement().satisfies(settled -> assertThat(settled.endReason())
                .isEqualTo(EndReason.FLUSH));
        assertThat(after.counts().finals()).isEqualTo(1);
        assertThat(after.state()).isEqualTo(SessionState.LISTENING);
        await(service.sessions.stop(roomId));
    }

    @Test
    void withoutPartialsOnlyFinalsCome() {
        room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        await(service.sessions.start(roomId, new StartOptions(false)));
        firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(service.partials(roomId)).isEmpty();
    }

    @Test
    void revisionsRiseAndTheFinalHasTheHighest() {
        service.start(roomId);
        room.join(
                "Ana",
                Playback.of(recording(concat(tone(LOW, 600), tone(0, 100), tone(MID, 600), tone(0, 1500))))
                        .thenSilence());
        FinalTranscript settled = firstFinal();
        await(service.sessions.stop(roomId));
        List<Integer> revisions = service.partials(roomId).stream()
                .filter(partial -> partial.utteranceId().equals(settled.utteranceId()))
                .map(PartialTranscript::revision)
                .toList();
        assertThat(revisions).isNotEmpty().isSorted().doesNotHaveDuplicates();
        assertThat(settled.revision()).isGreaterThan(revisions.get(revisions.size() - 1));
    }

    @Test
    void aDeletedRoomEndsItsSession() {
        service.start(roomId);
        room.delete();
        assertThat(end().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
        soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
    }

    @Test
    void anAgentThatIsRemovedEndsItsSessionAndSaysWhatToDo() {
        service.start(roomId);
        room.agents().get(0).remove();
        assertThat(end().reason()).isEqualTo(SessionEndReason.STOPPED);
        assertThat(end().detail()).contains("removed the agent").contains("Start the room again");
        soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
        assertThat(service.start(roomId).created()).isTrue();
        await(service.sessions.stop(roomId));
    }

    @Test
    void whatDoesNotRunIsStoppedWithoutComplaint() {
        await(service.sessions.stop(roomId));
        assertThat(await(service.sessions.endUtterances(roomId))).isEmpty();
    }

    @Test
    void aServiceThatDrainsEndsEverySessionAndStartsNoMore(@TempDir Path directory) {
        try (TestService draining = new TestService(VoskModel.load(ToneModel.write(directory), null, null), 1)) {
            EmbeddedRoom one = draining.fishjam.openRoom("one");
            draining.fishjam.openRoom("two");
            one.join("Ana", Playback.of(ENDLESS_LOW).looping());
            draining.start("one");
            assertRefused(draining.sessions.start("two", StartOptions.DEFAULT), SessionException.Reason.FULL, "");
            soon().until(() -> !draining.partials("one").isEmpty());
            await(draining.sessions.drain());
            assertThat(draining.finals("one")).singleElement().satisfies(settled -> assertThat(settled.endReason())
                    .isEqualTo(EndReason.DRAIN));
            assertThat(draining.published("one", SessionEnded.class))
                    .singleElement()
                    .satisfies(end -> assertThat(end.reason()).isEqualTo(SessionEndReason.DRAINED));
            assertThat(one.agents()).isEmpty();
            assertRefused(draining.sessions.start("two", StartOptions.DEFAULT), SessionException.Reason.STOPPING, "");
        }
    }

    @Test
    void whatWouldNotFitIsRefused(@TempDir Path directory) {
        DecoderSource model = VoskModel.load(ToneModel.write(directory), null, null);
        // A second of speech took a second of processor time: one stream would fit on two cores, a meeting does not.
        try (TestService slow = TestService.withTrialCost(model, 1)) {
            slow.fishjam.openRoom("one");
            assertRefused(slow.sessions.start("one", StartOptions.DEFAULT), SessionException.Reason.FULL, "capacity");
        }
    }

    private static StartOptions hearing(String... peers) {
        return new StartOptions(true, new LinkedHashSet<>(List.of(peers)));
    }

    private FinalTranscript firstFinal() {
        soon().until(() -> !service.finals(roomId).isEmpty());
        return service.finals(roomId).get(0);
    }

    private SessionEnded end() {
        soon().until(() -> !service.published(roomId, SessionEnded.class).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    private static void assertRefused(Future<?> start, SessionException.Reason reason, String named) {
        assertThatThrownBy(() -> await(start))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(SessionException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused.explanation()).contains(named);
                });
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }
}
