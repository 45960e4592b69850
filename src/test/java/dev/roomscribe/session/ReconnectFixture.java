package dev.roomscribe.session;

import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A service that detects dead connections within seconds, and one room of it. */
abstract class ReconnectFixture {
    static final Recording WORD_AND_PAUSE = recording(concat(tone(0, 200), tone(LOW, 500), tone(0, 800)));
    static final Recording ENDLESS_LOW = recording(tone(LOW, 15_000));
    static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(2);

    private static Path model;
    private static TestService patient;

    @BeforeAll
    static void start(@TempDir Path directory) {
        model = ToneModel.write(directory);
        patient = service(Duration.ofMinutes(1));
    }

    static TestService service(Duration reconnectTimeout) {
        return TestService.with(VoskModel.load(model, null, null))
                .maxSessions(30)
                .reconnectTimeout(reconnectTimeout)
                .fishjamOptions(FishjamOptions.defaults().withKeepAlive(Duration.ofMillis(500), KEEP_ALIVE_TIMEOUT))
                .start();
    }

    @AfterAll
    static void stop() {
        patient.close();
    }

    TestService service = patient;
    EmbeddedRoom room = service.fishjam.openRoom("room-" + UUID.randomUUID());
    final String roomId = room.id();

    @AfterEach
    void stopSession() {
        service.fishjam.faults().heal();
        await(service.sessions.stop(roomId));
        assertThat(room.agents()).isEmpty();
    }

    /** Starts a session with one speaking peer, waits for its first partial, and returns the agent's id. */
    String startSpeaking(Recording recording) {
        room.join("Ana", Playback.of(recording).looping());
        service.start(roomId);
        awaitPartial();
        return agent().id();
    }

    void awaitPartial() {
        soon().until(() -> !service.partials(roomId).isEmpty());
    }

    void awaitFinalAfter(StreamGap gap) {
        soon().until(() -> service.finals(roomId).stream().anyMatch(utterance -> utterance.start() > gap.to()));
    }

    StreamGap awaitGap() {
        soon().until(() -> !service.published(roomId, StreamGap.class).isEmpty());
        return service.published(roomId, StreamGap.class).get(0);
    }

    SessionEnded awaitEnd() {
        soon().until(() -> await(service.sessions.status(roomId)).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    SessionEnded awaitEndEvent() {
        soon().until(() -> !service.published(roomId, SessionEnded.class).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    SessionStatus status() {
        return await(service.sessions.status(roomId)).orElseThrow();
    }

    EmbeddedPeer agent() {
        return room.agents().get(0);
    }

    static ConditionFactory soon() {
        return Waiting.await().pollInterval(Duration.ofMillis(20));
    }
}
