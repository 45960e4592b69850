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
 * The demo room's conversation, three times at once in real time: as it is, with a mute and with a lost second in the
 * middle of a sentence. All of it goes over Fishjam's protocol and through the real libvosk.
 */
class ConversationTest {
    /** Of a sentence's first word, from its recorded start. */
    private static final double MOST_OFF_SECONDS = 0.075;
    /** Of any word, from libvosk's own time for the same samples. */
    private static final double MOST_OFF_LIBVOSK_SECONDS = 0.020;

    private static TestService service;
    private static Map<String, List<Decoder.DecodedWord>> libvosk;
    private static Instant start;

    @BeforeAll
    static void holdTheConversations() {
        VoskModel model = VoskModel.builtIn();
        libvosk = Stream.of("alice", "bob")
                .collect(Collectors.toMap(speaker -> speaker, speaker -> decode(model, Recordings.demo(speaker))));
        service = new TestService(model, 10);
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
                .until(() -> isOver("whole", "alice")
                        && isOver("whole", "bob")
                        && isOver("muted", "alice")
                        && isOver("lossy", "bob"));
        rooms.forEach(room -> await(service.sessions.stop(room)));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everySentenceIsHeardOfTheRightSpeakerAtTheRightTime() {
        for (String speaker : List.of("alice", "bob")) {
            List<DemoScript.Line> said = DemoScript.lines(speaker);
            List<FinalTranscript> heard = finals("whole", speaker);
            assertThat(heard.stream().map(FinalTranscript::transcript))
                    .containsExactlyElementsOf(
                            said.stream().map(DemoScript.Line::text).toList());
            for (int i = 0; i < said.size(); i++) {
                assertOnTime(heard.get(i), said.get(i));
            }
        }
        assertThat(service.published("whole", StreamGap.class)).isEmpty();
    }

    @Test
    void everyWordHasTheTimeThatLibvoskGivesItForTheSameSamples() {
        for (String speaker : List.of("alice", "bob")) {
            List<Word> heard = finals("whole", speaker).stream()
                    .flatMap(said -> said.words().stream())
                    .toList();
            List<Decoder.DecodedWord> direct = libvosk.get(speaker);
            assertThat(heard.stream().map(Word::word))
                    .containsExactlyElementsOf(
                            direct.stream().map(Decoder.DecodedWord::text).toList());
            for (int i = 0; i < direct.size(); i++) {
                assertThat(inRecording("whole", heard.get(i).start()))
                        .as("start of %s", heard.get(i))
                        .isCloseTo(direct.get(i).start(), within(MOST_OFF_LIBVOSK_SECONDS));
                assertThat(inRecording("whole", heard.get(i).end()))
                        .as("end of %s", heard.get(i))
                        .isCloseTo(direct.get(i).end(), within(MOST_OFF_LIBVOSK_SECONDS));
            }
        }
    }

    @Test
    void whatComesAfterAMuteInMidSentenceIsAsRightAndAsWellTimed() {
        List<FinalTranscript> heard = finals("muted", "alice");
        FinalTranscript cut = heard.stream()
                .filter(said -> said.transcript().startsWith("we need to"))
                .findFirst()
                .orElseThrow();
        assertThat(inRecording("muted", cut.end())).isLessThan(24.0);
        assertSaidFrom(26.4, "alice", heard);
        assertSaidUntil(23.0, "alice", heard);
    }

    @Test
    void whatComesAfterALostSecondIsAsRightAndAsWellTimed() {
        List<FinalTranscript> heard = finals("lossy", "bob");
        assertSaidUntil(9.0, "bob", heard);
        assertSaidFrom(12.0, "bob", heard);
        // The rest of the sentence in which it was lost.
        Decoder.DecodedWord page = word("bob", "page");
        Word heardPage = heard.stream()
                .flatMap(said -> said.words().stream())
                .filter(word -> word.word().equals("page"))
                .findFirst()
                .orElseThrow();
        assertThat(inRecording("lossy", heardPage.start())).isCloseTo(page.start(), within(MOST_OFF_SECONDS));
    }

    private static boolean isOver(String room, String speaker) {
        List<DemoScript.Line> said = DemoScript.lines(speaker);
        return finals(room, speaker).stream().anyMatch(heard -> heard.transcript()
                .equals(said.get(said.size() - 1).text()));
    }

    private static void assertSaidFrom(double from, String speaker, List<FinalTranscript> heard) {
        List<DemoScript.Line> said = DemoScript.lines(speaker).stream()
                .filter(line -> line.start() >= from)
                .toList();
        List<FinalTranscript> after = heard.subList(heard.size() - said.size(), heard.size());
        assertThat(after.stream().map(FinalTranscript::transcript))
                .containsExactlyElementsOf(
                        said.stream().map(DemoScript.Line::text).toList());
        for (int i = 0; i < said.size(); i++) {
            assertOnTime(after.get(i), said.get(i));
        }
    }

    private static void assertSaidUntil(double until, String speaker, List<FinalTranscript> heard) {
        List<DemoScript.Line> said = DemoScript.lines(speaker).stream()
                .filter(line -> line.end() <= until)
                .toList();
        for (int i = 0; i < said.size(); i++) {
            assertThat(heard.get(i).transcript()).isEqualTo(said.get(i).text());
            assertOnTime(heard.get(i), said.get(i));
        }
    }

    private static void assertOnTime(FinalTranscript heard, DemoScript.Line said) {
        double offByWallClock = Duration.between(start, heard.startedAt()).toMillis() / 1000.0 - said.start();
        assertThat(offByWallClock).as("start of %s", said).isCloseTo(0, within(MOST_OFF_SECONDS));
        assertThat(heard.words().get(0).start()).isEqualTo(heard.start());
    }

    private static List<FinalTranscript> finals(String room, String speaker) {
        return service.finals(room).stream()
                .filter(said -> speaker.equals(said.speaker()))
                .toList();
    }

    /** Returns a time of a session as seconds since the recordings began. */
    private static double inRecording(String room, double seconds) {
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
