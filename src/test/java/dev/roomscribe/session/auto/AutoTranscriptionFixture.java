package dev.roomscribe.session.auto;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.session.HangingRooms;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.TestService;
import dev.roomscribe.session.settings.StartLimits;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.SessionEnded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A service with automatic transcription. */
abstract class AutoTranscriptionFixture {
    static final Faults.Answer WRONG_TOKEN =
            new Faults.Answer(401, "application/json", "{\"errors\":\"Invalid token\"}");

    private static Path model;

    TestService service;

    @BeforeAll
    static void writeModel(@TempDir Path directory) {
        model = ToneModel.write(directory);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    static void refuseNotifications(EmbeddedFishjam fishjam) {
        fishjam.faults().refuseNotifiers(10_000);
    }

    /** Starts a service that does not poll and whose sessions end 300 ms after their room is empty. */
    void serve() {
        serve(service -> service);
    }

    void serve(UnaryOperator<TestService.Builder> change) {
        Duration never = Duration.ofHours(5);
        service = change.apply(TestService.with(VoskModel.load(model, null, null))
                        .maxSessions(20)
                        .lifetime(lifetime ->
                                lifetime.withIdleTimeout(Duration.ofMillis(300)).withMaxDuration(never))
                        .reconnectTimeout(Duration.ofSeconds(15))
                        .pollInterval(never))
                .start();
        service.startAutoTranscription();
    }

    /** A service that admits one start at a time until its room is described, which Fishjam does not do for one room. */
    static TestService.Builder withOneUnconfirmedStart(TestService.Builder service, String silentRoomId) {
        return service.starts(new StartLimits(50, 1, Duration.ofSeconds(3)))
                .roomClient(client -> new HangingRooms(client, silentRoomId::equals, room -> false));
    }

    EmbeddedRoom openRoom() {
        return service.fishjam.openRoom("room-" + UUID.randomUUID());
    }

    void awaitSession(EmbeddedRoom room) {
        soon().until(() -> await(service.sessions.status(room.id()))
                .filter(session -> session.state() == SessionState.LISTENING)
                .isPresent());
    }

    SessionStatus status(EmbeddedRoom room) {
        return await(service.sessions.status(room.id())).orElseThrow();
    }

    SessionEnded awaitEnd(EmbeddedRoom room) {
        soon().until(() -> !service.published(room.id(), SessionEnded.class).isEmpty());
        soon().until(() -> room.agents().isEmpty());
        return service.published(room.id(), SessionEnded.class).get(0);
    }

    void assertNoSession(EmbeddedRoom room) {
        assertThat(room.agents()).isEmpty();
        assertThat(await(service.sessions.status(room.id()))).isEmpty();
    }

    void assertNeverTranscribed(EmbeddedRoom room) {
        assertThat(service.published(room.id())).isEmpty();
        assertThat(await(service.sessions.status(room.id()))).isEmpty();
    }

    /** Waits until all rooms have been checked: they are checked in order, and this one is the last. */
    void awaitAllRoomsChecked() {
        EmbeddedRoom last = openRoom();
        last.join("Zoe");
        service.rooms.requestReads();
        awaitSession(last);
    }

    static ConditionFactory soon() {
        return Waiting.await().pollInterval(Duration.ofMillis(10));
    }
}
