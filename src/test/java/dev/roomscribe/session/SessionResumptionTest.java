package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.settings.SessionLifetime;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TestSubscriber;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that a service leaves when it stops, and the next one continues. */
class SessionResumptionTest {
    private static final SessionSettings SETTINGS =
            SessionSettings.DEFAULT.withLifetime(SessionLifetime.DEFAULT.withIdleTimeout(Duration.ofMinutes(5)));

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam = await(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
    private final EmbeddedRoom room = fishjam.openRoom("r1");

    @TempDir
    private Path data;

    private RestartedService service;

    private void start(SessionSettings settings) {
        try {
            service = new RestartedService(fishjam, data, settings);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restart(SessionSettings settings) {
        service.close();
        start(settings);
    }

    @AfterEach
    void close() {
        service.close();
        fishjam.close();
        await(vertx.close());
    }

    private static <T extends CaptionEvent> List<T> of(Class<T> type, List<CaptionEvent> events) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private SessionStatus status(String roomId) {
        return await(service.sessions.status(roomId)).orElseThrow();
    }

    private void awaitState(String roomId, SessionState state) {
        Waiting.await().until(() -> status(roomId).state() == state);
    }

    @Test
    void theSameSessionContinuesWithANewAgentAndTheOptionsOfItsStart() {
        start(SETTINGS);
        String peer = room.join("Ana").id();
        StartOptions options = new StartOptions(false, Set.of(peer), null, 800);
        SessionStatus before = await(service.sessions.start("r1", options)).session();
        List<CaptionEvent> first = service.published("r1");
        restart(SETTINGS);
        assertThat(of(SessionEnded.class, first)).isEmpty();
        assertThat(room.agents()).as("agents while no service runs").isEmpty();

        await(service.sessions.resume());
        SessionCalls.Started again = await(service.sessions.start("r1", options));
        assertThat(again.created()).isFalse();
        awaitState("r1", SessionState.LISTENING);
        Waiting.await()
                .until(() -> !of(PeerJoined.class, service.published("r1")).isEmpty());
        SessionStatus after = status("r1");
        assertThat(after.sessionId()).isEqualTo(before.sessionId());
        assertThat(after.startedAt()).isEqualTo(before.startedAt());
        assertThat(after.options()).isEqualTo(options);
        assertThat(after.agentId()).isNotEqualTo(before.agentId());
        assertThat(room.agents()).hasSize(1);

        List<CaptionEvent> second = service.published("r1");
        SessionResumed resumed = of(SessionResumed.class, second).get(0);
        List<StreamGap> gaps = of(StreamGap.class, second);
        assertThat(gaps).allSatisfy(gap -> {
            assertThat(gap.reason()).isEqualTo(GapReason.SERVICE_RESTARTED);
            assertThat(gap.peerId()).isNull();
        });
        for (int i = 1; i < gaps.size(); i++) {
            assertThat(gaps.get(i).from()).isEqualTo(gaps.get(i - 1).to());
        }
        assertThat(gaps.get(gaps.size() - 1).to()).isCloseTo(resumed.at(), within(0.002));
        assertThat(second.indexOf(resumed)).isGreaterThan(second.indexOf(gaps.get(gaps.size() - 1)));
        assertThat(of(SessionStarted.class, second)).isEmpty();
        // A start with other options is refused as for any running session.
        assertThat(service.sessions
                        .start("r1", new StartOptions(false, Set.of(peer), null, 900))
                        .failed())
                .isTrue();
    }

    private TestSubscriber subscribeToStatus() {
        RoomTranscript transcript = service.transcripts.open("r1");
        transcript.opened().toCompletableFuture().join();
        return new TestSubscriber(transcript.subscribe(new SubscriptionRequest(null, true, true, Set.of())));
    }

    private void pauseAndAssertPausedIn(Runnable nextProcess) {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        await(service.sessions.setPaused("r1", true));
        nextProcess.run();
        TestSubscriber subscriber = subscribeToStatus();
        List<String> shown = subscriber.read();
        await(service.sessions.resume());
        assertThat(status("r1").paused()).as("paused while it resumes").isTrue();
        awaitState("r1", SessionState.LISTENING);
        assertThat(status("r1").paused()).isTrue();
        shown.addAll(subscriber.read());
        await(service.sessions.setPaused("r1", false));
        shown.addAll(subscriber.read());
        assertThat(shown)
                .matches(all -> all.get(1).startsWith("status interrupted"), "is interrupted at first")
                .containsSubsequence("status resuming paused", "status listening paused", "status listening");
        subscriber.close();
        // The last gap of the pause follows when the audio of the pause has been received.
        Waiting.await()
                .until(() -> of(StreamGap.class, service.published("r1")).stream()
                        .anyMatch(gap -> gap.reason() == GapReason.PAUSED && !gap.continues()));
        List<StreamGap> gaps = of(StreamGap.class, service.published("r1"));
        // The audio of before was all received.
        assertThat(gaps).extracting(StreamGap::reason).contains(GapReason.PAUSED);
        assertThat(gaps.stream().dropWhile(gap -> gap.reason() != GapReason.PAUSED))
                .extracting(StreamGap::reason)
                .containsOnly(GapReason.PAUSED);
        assertThat(gaps.stream().filter(gap -> !gap.continues() && gap.reason() == GapReason.PAUSED))
                .containsExactly(gaps.get(gaps.size() - 1));
    }

    @Test
    void aPausedSessionIsStillPausedAfterARestart() {
        pauseAndAssertPausedIn(() -> restart(SETTINGS));
        assertThat(of(StreamGap.class, service.published("r1")))
                .extracting(StreamGap::reason)
                .containsOnly(GapReason.PAUSED);
        restart(SETTINGS);
        await(service.sessions.resume());
        assertThat(status("r1").paused()).as("a resumed session").isFalse();
    }

    /** What a process that was killed has left is what is on the disk while it runs. */
    @Test
    void aPausedSessionIsStillPausedAfterACrash(@TempDir Path copy) {
        pauseAndAssertPausedIn(() -> {
            copy(data, copy);
            service.close();
            data = copy;
            start(SETTINGS);
        });
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manySessionsJoinAFewAtATimeTheOldestFirst() {
        start(SETTINGS);
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String roomId = "room " + (31 * i % 12);
            fishjam.openRoom(roomId);
            rooms.add(roomId);
            await(service.sessions.start(roomId, StartOptions.DEFAULT));
        }
        restart(SETTINGS);
        service.hold();
        await(service.sessions.resume());
        assertThat(rooms)
                .allSatisfy(roomId -> assertThat(status(roomId).state()).isEqualTo(SessionState.RESUMING));
        assertThat(service.sessions.resuming()).isEqualTo(rooms.size());
        for (int i = 0; i < rooms.size(); i++) {
            int most = Math.min(4, rooms.size() - i);
            Waiting.await().until(() -> service.held() == most);
            service.release();
        }
        rooms.forEach(roomId -> awaitState(roomId, SessionState.LISTENING));
        assertThat(service.sessions.resuming()).isZero();
        assertThat(service.mostCreatingAtOnce).hasValue(4);
        assertThat(service.created.subList(0, 4)).containsExactlyInAnyOrderElementsOf(rooms.subList(0, 4));
        assertThat(service.created).containsExactlyInAnyOrderElementsOf(rooms);
    }

    @Test
    void aSessionThatIsStoppedWhileItResumesIsNotResumedAgain() {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        restart(SETTINGS);
        service.hold();
        await(service.sessions.resume());
        Waiting.await().until(() -> service.held() == 1);
        var stopped = service.sessions.stop("r1");
        service.release();
        await(stopped);
        assertThat(of(SessionEnded.class, service.published("r1")))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.STOPPED);
        assertThat(room.agents()).isEmpty();
        restart(SETTINGS);
        await(service.sessions.resume());
        assertThat(service.sessions.count()).isZero();
        assertThat(data.resolve("sessions")).isEmptyDirectory();
    }

    @Test
    void aStopIsRefusedWhileTheServiceLeavesItsSessionsToTheNextOne() {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        await(service.sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(20))));
        assertThat(service.sessions.stop("r1").cause())
                .isInstanceOfSatisfying(
                        SessionException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(SessionException.Reason.STOPPING));
    }

    @Test
    void callsForARoomWaitUntilItsSessionIsKnown() {
        start(SETTINGS);
        service.sessions.expected().add(Set.of("r1"));
        var started = service.sessions.start("r1", StartOptions.DEFAULT);
        var status = service.sessions.status("r1");
        var stopped = service.sessions.stop("r1");
        assertThat(service.sessions.count()).isZero();
        assertThat(Stream.of(started, status, stopped)).noneMatch(Future::isComplete);
        service.sessions.expected().onArrived("r1");
        assertThat(await(started).created()).isTrue();
        await(status);
        await(stopped);
    }

    @Test
    void aRoomThatIsGoneEndsTheSession() {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        service.close();
        room.delete();
        start(SETTINGS);
        await(service.sessions.resume());
        Waiting.await().until(() -> service.sessions.count() == 0);
        List<CaptionEvent> events = service.published("r1");
        assertThat(of(SessionEnded.class, events))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.ROOM_DELETED);
        assertThat(of(SessionResumed.class, events)).isEmpty();
        assertThat(of(StreamGap.class, events)).isNotEmpty();
    }

    @Test
    void theDurationCountsFromTheStart() {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        restart(SETTINGS.withLifetime(SETTINGS.lifetime().withMaxDuration(Duration.ofMillis(1))));
        await(service.sessions.resume());
        Waiting.await().until(() -> service.sessions.count() == 0);
        assertThat(of(SessionEnded.class, service.published("r1")))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.MAX_DURATION);
    }

    @Test
    void withoutResumingAStopEndsTheSessions() {
        SessionSettings without = SETTINGS.withResume(false);
        start(without);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        RestartedService stopped = service;
        restart(without);
        assertThat(of(SessionEnded.class, stopped.published("r1")))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.DRAINED);
        await(service.sessions.resume());
        assertThat(service.sessions.count()).isZero();
    }

    @Test
    void sessionsThatWereLeftAreEndedOnceResumingIsSwitchedOff() {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        restart(SETTINGS.withResume(false));
        await(service.sessions.resume());
        assertThat(service.sessions.count()).isZero();
        assertThat(data.resolve("sessions")).isEmptyDirectory();
        assertThat(await(service.sessions.start("r1", StartOptions.DEFAULT)).created())
                .isTrue();
    }

    @Test
    void aSessionWhoseOptionsCannotBeReadEndsWithoutListening() throws IOException {
        start(SETTINGS);
        await(service.sessions.start("r1", StartOptions.DEFAULT));
        service.close();
        try (Stream<Path> files = Files.list(data.resolve("sessions"))) {
            Path record = files.findFirst().orElseThrow();
            Files.writeString(record, Files.readString(record).replace("\"partials\":true", "\"peers\":\"secret\""));
        }
        start(SETTINGS);
        await(service.sessions.resume());
        List<CaptionEvent> events = service.published("r1");
        assertThat(of(SessionEnded.class, events))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.FAILED);
        assertThat(service.created).isEmpty();
        assertThat(service.sessions.count()).isZero();
    }
}
