package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.vosk.BareLibvosk;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The demo room's conversation, in real time and in three rooms at once: unchanged, with a mute, and with a lost second in
 * the middle of a sentence. The audio passes through Fishjam's protocol and the real libvosk.
 */
class ConversationTest {
    /** For the start of a sentence's first word, compared with the recording. */
    private static final double MAX_ERROR_SECONDS = 0.075;
    /** For any word, compared with libvosk's time for the same samples. */
    private static final double MAX_LIBVOSK_ERROR_SECONDS = 0.020;

    private static TestService service;
    private static Map<String, List<Decoder.DecodedWord>> libvosk;
    private static Instant start;

    @BeforeAll
    static void runConversations() {
        VoskModel model = VoskModel.builtIn();
        libvosk = Stream.of("alice", "bob")
                .collect(Collectors.toMap(speaker -> speaker, speaker -> decode(model, Recordings.demo(speaker))));
        // As in the service: while the machine is busy, the audio may stop for a while in the middle of a word.
        service = TestService.with(model).flushTimeout(Duration.ofSeconds(10)).start();
        List<String> rooms = List.of("whole", "muted", "lossy");
        rooms.forEach(service.fishjam::openRoom);
        rooms.forEach(service::start);
        start = Instant.now().plusSeconds(1);
        join("whole", "alice", playback("alice"));
        join("whole", "bob", playback("bob"));
        // In "we need to fix the search index before friday", from 22.7 to 25.4 s.
        join("muted", "alice", playback("alice").muted(Duration.ofMillis(23_900), Duration.ofMillis(26_400)));
        // In "yesterday i fixed the login page", from 9.1 to 11.5 s.
        join("lossy", "bob", playback("bob").lost(Duration.ofMillis(9_800), Duration.ofMillis(10_800)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> hasEnded("whole", "alice")
                        && hasEnded("whole", "bob")
                        && hasEnded("muted", "alice")
                        && hasEnded("lossy", "bob"));
        rooms.forEach(room -> await(service.sessions.stop(room)));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everySentenceHasTheRightSpeakerAndTime() {
        for (String speaker : List.of("alice", "bob")) {
            List<DemoScript.Line> expected = DemoScript.lines(speaker);
            List<FinalTranscript> finals = finals("whole", speaker);
            assertThat(finals.stream().map(FinalTranscript::transcript))
                    .containsExactlyElementsOf(
                            expected.stream().map(DemoScript.Line::text).toList());
            for (int i = 0; i < expected.size(); i++) {
                assertOnTime(finals.get(i), expected.get(i));
            }
        }
        assertThat(service.published("whole", StreamGap.class)).isEmpty();
    }

    @Test
    void everyWordHasTheTimeOfLibvoskForTheSameSamples() {
        for (String speaker : List.of("alice", "bob")) {
            List<Word> finals = finals("whole", speaker).stream()
                    .flatMap(expected -> expected.words().stream())
                    .toList();
            List<Decoder.DecodedWord> direct = libvosk.get(speaker);
            assertThat(finals.stream().map(Word::word))
                    .containsExactlyElementsOf(
                            direct.stream().map(Decoder.DecodedWord::text).toList());
            for (int i = 0; i < direct.size(); i++) {
                assertThat(recordingSeconds("whole", finals.get(i).start()))
                        .as("start of %s", finals.get(i))
                        .isCloseTo(direct.get(i).start(), within(MAX_LIBVOSK_ERROR_SECONDS));
                assertThat(recordingSeconds("whole", finals.get(i).end()))
                        .as("end of %s", finals.get(i))
                        .isCloseTo(direct.get(i).end(), within(MAX_LIBVOSK_ERROR_SECONDS));
            }
        }
    }

    @Test
    void muteInMidSentenceShiftsNoLaterWord() {
        List<FinalTranscript> finals = finals("muted", "alice");
        FinalTranscript cut = finals.stream()
                .filter(expected -> expected.transcript().startsWith("we need to"))
                .findFirst()
                .orElseThrow();
        assertThat(recordingSeconds("muted", cut.end())).isLessThan(24.0);
        assertFinalsFrom(26.4, "alice", finals);
        assertFinalsUntil(23.0, "alice", finals);
    }

    @Test
    void lostSecondShiftsNoLaterWord() {
        List<FinalTranscript> finals = finals("lossy", "bob");
        assertFinalsUntil(9.0, "bob", finals);
        assertFinalsFrom(12.0, "bob", finals);
        // The rest of the sentence that the lost second is in.
        Decoder.DecodedWord page = word("bob", "page");
        Word actualPage = finals.stream()
                .flatMap(expected -> expected.words().stream())
                .filter(word -> word.word().equals("page"))
                .findFirst()
                .orElseThrow();
        assertThat(recordingSeconds("lossy", actualPage.start())).isCloseTo(page.start(), within(MAX_ERROR_SECONDS));
    }

    private static boolean hasEnded(String room, String speaker) {
        List<DemoScript.Line> expected = DemoScript.lines(speaker);
        return finals(room, speaker).stream()
                .anyMatch(finals -> finals.transcript()
                        .equals(expected.get(expected.size() - 1).text()));
    }

    private static void assertFinalsFrom(double from, String speaker, List<FinalTranscript> finals) {
        List<DemoScript.Line> expected = DemoScript.lines(speaker).stream()
                .filter(line -> line.start() >= from)
                .toList();
        List<FinalTranscript> after = finals.subList(finals.size() - expected.size(), finals.size());
        assertThat(after.stream().map(FinalTranscript::transcript))
                .containsExactlyElementsOf(
                        expected.stream().map(DemoScript.Line::text).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertOnTime(after.get(i), expected.get(i));
        }
    }

    private static void assertFinalsUntil(double until, String speaker, List<FinalTranscript> finals) {
        List<DemoScript.Line> expected = DemoScript.lines(speaker).stream()
                .filter(line -> line.end() <= until)
                .toList();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(finals.get(i).transcript()).isEqualTo(expected.get(i).text());
            assertOnTime(finals.get(i), expected.get(i));
        }
    }

    private static void assertOnTime(FinalTranscript finals, DemoScript.Line expected) {
        double error = Duration.between(start, finals.startedAt()).toMillis() / 1000.0 - expected.start();
        assertThat(error).as("start of %s", expected).isCloseTo(0, within(MAX_ERROR_SECONDS));
        assertThat(finals.words().get(0).start()).isEqualTo(finals.start());
    }

    private static List<FinalTranscript> finals(String room, String speaker) {
        return service.finals(room).stream()
                .filter(expected -> speaker.equals(expected.speaker()))
                .toList();
    }

    /** Converts seconds since the session's start to seconds since the start of the recordings. */
    private static double recordingSeconds(String room, double seconds) {
        FinalTranscript any = service.finals(room).get(0);
        double sessionStart = Duration.between(start, any.startedAt()).toNanos() / 1e9 - any.start();
        return sessionStart + seconds;
    }

    private static Decoder.DecodedWord word(String speaker, String text) {
        return libvosk.get(speaker).stream()
                .filter(word -> word.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static Playback playback(String speaker) {
        return Playback.of(Sounds.recording(Recordings.demo(speaker)))
                .thenSilence()
                .startingAt(start);
    }

    private static void join(String roomId, String name, Playback playback) {
        EmbeddedRoom room = service.fishjam.room(roomId).orElseThrow();
        EmbeddedPeer peer = room.join(name, playback);
        assertThat(peer.recordingStartedAt()).isEqualTo(start);
    }

    private static List<Decoder.DecodedWord> decode(VoskModel model, short[] recording) {
        return BareLibvosk.decode(model, recording).stream()
                .flatMap(utterance -> utterance.words().stream())
                .toList();
    }

    private static org.assertj.core.data.Offset<Double> within(double seconds) {
        return org.assertj.core.data.Offset.offset(seconds);
    }
}
