package dev.roomscribe.session;

import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.SessionEnded;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A service and one room of it; the peers speak in tones, which are cheap to recognize. */
abstract class ToneSessionFixture {
    /** One word, then a pause that ends the utterance. */
    static final Recording LOW_THEN_PAUSE = recording(concat(tone(0, 200), tone(LOW, 500), tone(0, 1500)));

    static final Recording ENDLESS_LOW = recording(tone(LOW, 15_000));

    static TestService service;

    @BeforeAll
    static void start(@TempDir Path directory) {
        service = TestService.with(VoskModel.load(ToneModel.write(directory), null, null))
                .maxSessions(30)
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    final EmbeddedRoom room = service.fishjam.openRoom("room-" + UUID.randomUUID());
    final String roomId = room.id();

    FinalTranscript firstFinal() {
        soon().until(() -> !service.finals(roomId).isEmpty());
        return service.finals(roomId).get(0);
    }

    SessionEnded sessionEnd() {
        soon().until(() -> !service.published(roomId, SessionEnded.class).isEmpty());
        return service.published(roomId, SessionEnded.class).get(0);
    }

    static void assertRejected(Future<?> call, SessionException.Reason reason, String expected) {
        assertThatThrownBy(() -> await(call))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(SessionException.class, exception -> {
                    assertThat(exception.reason()).isEqualTo(reason);
                    assertThat(exception.explanation()).contains(expected);
                });
    }

    static ConditionFactory soon() {
        return Waiting.await().pollInterval(Duration.ofMillis(20));
    }
}
