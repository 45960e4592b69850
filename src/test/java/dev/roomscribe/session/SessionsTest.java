package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.admission.QuotaExceededException;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, stops and ends of sessions. */
class SessionsTest extends ToneSessionFixture {
    @Test
    void publishesItsEventsInOrder() {
        room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        SessionCalls.Started started = service.start(roomId);
        assertThat(started.created()).isTrue();
        assertThat(started.session().state()).isEqualTo(SessionState.LISTENING);
        soon().until(() -> !service.finals(roomId).isEmpty());
        await(service.sessions.stop(roomId));

        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(0)).isInstanceOf(SessionStarted.class);
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        PeerJoined.class, ana -> assertThat(ana.name()).isEqualTo("Ana"));
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
    void aStartThatWaitsForAnEndCompletesAlsoIfAnObserverFails() {
        service.sessions.addObserver(new SessionObserver() {
            @Override
            public void afterEnd(String room, SessionEndReason reason, boolean requested) {
                if (room.equals(roomId)) {
                    throw new IllegalStateException("an observer fails");
                }
            }
        });
        service.start(roomId);
        Future<Void> stop = service.sessions.stop(roomId);
        assertThat(await(service.sessions.start(roomId, StartOptions.DEFAULT)).created())
                .isTrue();
        await(stop);
        await(service.sessions.stop(roomId));
    }

    @Test
    void aSessionCountsInTheQuotaOfItsClientUntilItHasEnded() {
        AtomicInteger running = new AtomicInteger();
        SessionQuota one = () -> {
            if (running.incrementAndGet() > 1) {
                running.decrementAndGet();
                throw new QuotaExceededException("One session is permitted.");
            }
            return running::decrementAndGet;
        };
        await(service.sessions.start(roomId, StartOptions.Requested.NOTHING, one));
        assertThat(await(service.sessions.start(roomId, StartOptions.Requested.NOTHING, one))
                        .created())
                .isFalse();
        Future<Void> stop = service.sessions.stop(roomId);
        assertThat(await(service.sessions.start(roomId, StartOptions.Requested.NOTHING, one))
                        .created())
                .isTrue();
        await(stop);
        String other = service.fishjam.openRoom("other-" + roomId).id();

        assertRejected(
                service.sessions.start(other, StartOptions.Requested.NOTHING, one),
                SessionException.Reason.QUOTA_EXCEEDED,
                "One session is permitted.");
        await(service.sessions.stop(roomId));
        assertThat(running).hasValue(0);
        assertThat(await(service.sessions.start(other, StartOptions.Requested.NOTHING, one))
                        .created())
                .isTrue();
        await(service.sessions.stop(other));
        assertThat(running).hasValue(0);
    }

    @Test
    void hundredConcurrentStartsCreateOneAgent() {
        List<Future<SessionCalls.Started>> starts = IntStream.range(0, 100)
                .mapToObj(i -> service.sessions.start(roomId, StartOptions.DEFAULT))
                .toList();
        List<SessionCalls.Started> outcomes =
                starts.stream().map(TestService::await).toList();
        assertThat(outcomes).filteredOn(SessionCalls.Started::created).hasSize(1);
        assertThat(outcomes.stream()
                        .map(outcome -> outcome.session().sessionId())
                        .distinct())
                .hasSize(1);
        assertThat(room.agents()).hasSize(1);
        await(service.sessions.stop(roomId));
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void randomStartsAndStopsLeaveNoAgent() {
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
    void concurrentStartsAndStopsInTwentyRoomsLeaveNoAgent() {
        List<EmbeddedRoom> rooms = IntStream.range(0, 20)
                .mapToObj(i -> service.fishjam.openRoom("race-" + UUID.randomUUID()))
                .toList();
        List<String> races = IntStream.range(0, 100)
                .mapToObj(i -> rooms.get(i % rooms.size()).id())
                .toList();
        // From many threads at once, like HTTP requests.
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
    void startDuringAStopBeginsANewSession() {
        String first = service.start(roomId).session().sessionId();
        Future<Void> stop = service.sessions.stop(roomId);
        SessionCalls.Started again = service.start(roomId);
        await(stop);
        assertThat(again.session().sessionId()).isNotEqualTo(first);
        assertThat(again.created()).isTrue();
        assertThat(room.agents()).hasSize(1);
        await(service.sessions.stop(roomId));
    }

    @Test
    void otherOptionsAreRejectedWhileASessionRuns() {
        service.start(roomId);
        assertRejected(
                service.sessions.start(roomId, new StartOptions(false)),
                SessionException.Reason.OPTIONS_DIFFER,
                roomId);
        await(service.sessions.stop(roomId));
        await(service.sessions.start(roomId, new StartOptions(false)));
        await(service.sessions.stop(roomId));
    }

    @Test
    void missingRoomIsReportedAndCanBeStartedOnceItExists() {
        String later = "later-" + UUID.randomUUID();
        assertRejected(
                service.sessions.start(later, StartOptions.DEFAULT), SessionException.Reason.NO_SUCH_ROOM, later);
        service.fishjam.openRoom(later);
        assertThat(service.start(later).created()).isTrue();
        await(service.sessions.stop(later));
    }

    @Test
    void fullRoomRejectsTheAgent() {
        String full = await(service.client.createRoom(RoomConfig.audioOnly().withMaxPeers(1)))
                .id();
        service.fishjam.room(full).orElseThrow().join("Ana");
        assertRejected(
                service.sessions.start(full, StartOptions.DEFAULT), SessionException.Reason.FISHJAM_REFUSED, full);
    }

    @Test
    void webhookUrlWithoutASecretIsRejectedWithTheSettingToSet() {
        StartOptions options = StartOptions.DEFAULT.withWebhookUrl("https://hooks.example.com/t0ken");
        assertRejected(
                service.sessions.start(roomId, options),
                SessionException.Reason.NO_WEBHOOK,
                "roomscribe.webhook.secret");
        assertThat(room.agents()).isEmpty();
        assertThat(options.toString()).doesNotContain("t0ken");
    }

    @Test
    void deletedRoomEndsItsSession() {
        service.start(roomId);
        room.delete();
        assertThat(sessionEnd().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
        soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
    }

    @Test
    void removedAgentEndsItsSessionAndSaysWhatToDo() {
        service.start(roomId);
        room.agents().get(0).remove();
        assertThat(sessionEnd().reason()).isEqualTo(SessionEndReason.STOPPED);
        assertThat(sessionEnd().detail()).contains("removed the agent").contains("Start the room again");
        soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
        assertThat(service.start(roomId).created()).isTrue();
        await(service.sessions.stop(roomId));
    }

    @Test
    void stopWithoutASessionDoesNothing() {
        await(service.sessions.stop(roomId));
        assertThat(await(service.sessions.endUtterances(roomId))).isEmpty();
    }

    @Test
    void drainEndsAllSessionsAndRefusesStarts(@TempDir Path directory) {
        try (TestService draining = TestService.with(VoskModel.load(ToneModel.write(directory), null, null))
                .maxSessions(1)
                .start()) {
            EmbeddedRoom room = draining.fishjam.openRoom("one");
            draining.fishjam.openRoom("two");
            room.join("Ana", Playback.of(ENDLESS_LOW).looping());
            draining.start("one");
            assertRejected(draining.sessions.start("two", StartOptions.DEFAULT), SessionException.Reason.FULL, "");
            soon().until(() -> !draining.partials("one").isEmpty());
            await(draining.sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(20))));
            assertThat(draining.finals("one"))
                    .singleElement()
                    .satisfies(utterance -> assertThat(utterance.endReason()).isEqualTo(EndReason.DRAIN));
            assertThat(draining.published("one", SessionEnded.class))
                    .singleElement()
                    .satisfies(end -> assertThat(end.reason()).isEqualTo(SessionEndReason.DRAINED));
            assertThat(room.agents()).isEmpty();
            assertRejected(draining.sessions.start("two", StartOptions.DEFAULT), SessionException.Reason.STOPPING, "");
        }
    }
}
