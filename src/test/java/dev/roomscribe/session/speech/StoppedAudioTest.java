package dev.roomscribe.session.speech;

import static dev.roomscribe.session.speech.VirtualTracks.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.Decoder.DecodedWord;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.vosk.BareLibvosk;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.Word;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** A track whose audio stops in a sentence, because of the network, a mute, or an end; decoded by the real libvosk. */
class StoppedAudioTest {
    private static final String SENTENCE = "the database is stable and the search index is slow";
    /** Of the recording, in seconds: the sentence with the silence around it. */
    private static final double FROM = 18.0;

    private static final double TO = 22.6;
    /** After the sentence, in a pause that is shorter than the one that ends an utterance. */
    private static final double IN_PAUSE = 22.0;

    private static final double MAX_ERROR_SECONDS = 0.05;

    private static final short[] SPEECH = Recordings.demo("bob");

    private static VoskModel model;
    /** The words of the sentence; times in seconds of the recording. */
    private static List<DecodedWord> words;

    @BeforeAll
    static void load() {
        model = VoskModel.builtIn();
        words = BareLibvosk.decode(model, part(SPEECH, FROM, TO)).stream()
                .flatMap(utterance -> utterance.words().stream())
                .map(word -> new DecodedWord(word.text(), FROM + word.start(), FROM + word.end(), word.confidence()))
                .toList();
        assertThat(words.stream().map(DecodedWord::text)).containsExactly(SENTENCE.split(" "));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "8, 5", "0.25, 100"})
    void unannouncedStallInAWordChangesNeitherTextNorTimes(double seconds, double factor) {
        Duration stall = Duration.ofMillis((long) (seconds * 1000));
        List<Word> expected = heardWithoutStall();
        for (DecodedWord word : words) {
            double middle = middle(word);
            double caughtUp = middle + seconds * factor / (factor - 1);
            try (VirtualTracks track = VirtualTracks.gated(model)) {
                track.hear(spoken(FROM, middle)).hearNothing(stall).hear(spoken(middle, caughtUp), factor);
                track.hear(spoken(caughtUp, caughtUp + 5));
                assertThat(track.texts()).as("stall in %s", word).containsExactly(SENTENCE);
                FinalTranscript heard = track.finals().get(0);
                assertThat(heard.endReason()).isEqualTo(EndReason.ENDPOINT);
                assertThat(heard.truncated()).isFalse();
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(heard.words().get(i).start())
                            .as("%s with a stall in %s", heard.words().get(i), word)
                            .isCloseTo(expected.get(i).start(), within(MAX_ERROR_SECONDS));
                }
            }
        }
    }

    private static List<Word> heardWithoutStall() {
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, TO));
            assertThat(track.texts()).containsExactly(SENTENCE);
            return track.finals().get(0).words();
        }
    }

    /** Returns a part of the recording, with silence instead of everything after the sentence. */
    private static short[] spoken(double from, double to) {
        short[] samples = part(SPEECH, from, to);
        int end = (int) (16_000 * Math.max(0, TO - from));
        if (end < samples.length) {
            Arrays.fill(samples, end, samples.length, (short) 0);
        }
        return samples;
    }

    @Test
    void stallInAPauseEndsTheUtteranceAfterOneSecond() {
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, IN_PAUSE)).hearNothing(Duration.ofMillis(950));
            assertThat(track.finals()).isEmpty();
            track.hearNothing(Duration.ofMillis(200));
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).truncated()).isFalse();
        }
    }

    @Test
    void stallOfTheServiceItselfDividesNoSentence() {
        double stalled = middleOf("index");
        Duration stall = VirtualTracks.FLUSH_TIMEOUT.plusSeconds(5);
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, stalled)).stall(stall).hearNothing(Duration.ofMillis(200));
            track.hear(spoken(stalled, stalled + stall.toSeconds()), 100);
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).truncated()).isFalse();
        }
    }

    @Test
    void stallInAWordEndsTheUtteranceAfterTheFlushTimeout() {
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, middleOf("index")));
            track.hearNothing(VirtualTracks.FLUSH_TIMEOUT.minusMillis(50));
            assertThat(track.finals()).isEmpty();
            track.hearNothing(Duration.ofMillis(200));
            assertThat(track.finals()).singleElement().matches(FinalTranscript::truncated);
        }
    }

    @Test
    void announcedMuteEndsTheUtteranceAfter200Milliseconds() {
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, middleOf("index"))).mute().hearNothing(Duration.ofMillis(150));
            assertThat(track.finals()).isEmpty();
            track.hearNothing(Duration.ofMillis(200));
            assertThat(track.finals()).singleElement().satisfies(heard -> {
                assertThat(heard.endReason()).isEqualTo(EndReason.MUTED);
                assertThat(heard.truncated()).isTrue();
            });
        }
    }

    /** The notification of the mute has overtaken the rest of the sentence, which the network delays. */
    @Test
    void muteDuringAStallEndsTheUtteranceAfterTheAudioSentBefore() {
        double stalled = middleOf("index");
        Promise<Long> received = Promise.promise();
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, stalled)).mute(received.future()).hearNothing(Duration.ofSeconds(3));
            assertThat(track.finals()).isEmpty();
            track.hear(spoken(stalled, IN_PAUSE), 100);
            received.complete(track.nowNanos());
            assertThat(track.finals()).isEmpty();
            track.hearNothing(Duration.ofMillis(400));
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).endReason()).isEqualTo(EndReason.MUTED);
            assertThat(track.finals().get(0).truncated()).isFalse();
        }
    }

    /** The peer's own network stalls, so nothing of the rest of the sentence has reached Fishjam yet. */
    @Test
    void muteOfATrackThatSendsNothingEndsTheUtteranceLater() {
        double stalled = middleOf("index");
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, stalled))
                    .hearNothing(Duration.ofMillis(450))
                    .mute();
            track.hearNothing(Duration.ofMillis(900)).hear(spoken(stalled, TO));
            assertThat(track.texts()).containsExactly(SENTENCE);
            track.hear(spoken(FROM, stalled))
                    .hearNothing(Duration.ofMillis(450))
                    .mute();
            track.hearNothing(Duration.ofMillis(1_200));
            assertThat(track.finals()).hasSize(2);
        }
    }

    @Test
    void unmuteCancelsTheEndOfTheUtterance() {
        double muted = middleOf("index");
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, muted)).mute().unmute().hearNothing(Duration.ofSeconds(2));
            assertThat(track.finals()).isEmpty();
            track.hear(spoken(muted, TO));
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).endReason()).isEqualTo(EndReason.ENDPOINT);
        }
    }

    /** The confirmation of the first mute says nothing about the audio before the second one. */
    @Test
    void onlyTheLatestMuteCounts() {
        double stalled = middleOf("index");
        Promise<Long> first = Promise.promise();
        Promise<Long> second = Promise.promise();
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, stalled)).mute(first.future()).unmute().mute(second.future());
            first.complete(track.nowNanos());
            track.hearNothing(Duration.ofSeconds(2));
            assertThat(track.finals()).isEmpty();
            second.complete(track.nowNanos());
            track.hearNothing(Duration.ofMillis(400));
            assertThat(track.finals()).hasSize(1);
        }
    }

    @Test
    void lastAudioThatIsOvertakenByTheLeaveIsRecognized() {
        double left = middleOf("index");
        Promise<Long> received = Promise.promise();
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            Future<Void> closed = track.hear(spoken(FROM, left)).removePeer(received.future());
            track.hearNothing(Duration.ofSeconds(3)).hear(spoken(left, IN_PAUSE), 100);
            received.complete(track.nowNanos());
            assertThat(closed.isComplete()).isFalse();
            track.hearNothing(Duration.ofMillis(400));
            assertThat(closed.isComplete()).isTrue();
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).endReason()).isEqualTo(EndReason.PEER_LEFT);
            assertThat(track.finals().get(0).truncated()).isFalse();
            assertThat(track.gaps()).isEmpty();
        }
    }

    @Test
    void trackThatContinuesAfterItsPeerHasLeftIsNotCutOff() {
        double left = middleOf("database");
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            Future<Void> closed = track.hear(spoken(FROM, left)).removePeer(Future.succeededFuture(track.nowNanos()));
            track.hear(spoken(left, left + 0.9));
            assertThat(closed.isComplete()).isFalse();
            track.hear(spoken(left + 0.9, TO));
            assertThat(closed.isComplete()).isTrue();
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).endReason()).isEqualTo(EndReason.ENDPOINT);
        }
    }

    /** The first sound is too short to be taken for speech before the rest of the word follows. */
    @Test
    void stallAfterTheFirstSoundOfAnUtteranceLosesNothing() {
        List<Word> expected = heardWithoutStall();
        double sentence = words.get(0).start();
        for (int milliseconds = 20; milliseconds <= 400; milliseconds += 20) {
            double stalled = sentence + milliseconds / 1000.0;
            try (VirtualTracks track = VirtualTracks.gated(model)) {
                track.hear(spoken(FROM, stalled)).hearNothing(Duration.ofSeconds(3));
                track.hear(spoken(stalled, stalled + 4), 4).hear(spoken(stalled + 4, TO + 5));
                assertThat(track.texts()).as("stall after %d ms", milliseconds).containsExactly(SENTENCE);
                assertThat(track.finals().get(0).words().get(0).start())
                        .isCloseTo(expected.get(0).start(), within(MAX_ERROR_SECONDS));
            }
        }
    }

    /** The track is unmuted already when the notification of its mute arrives. */
    @Test
    void stallAfterAMuteThatWasLearnedLateDoesNotEndTheUtterance() {
        double noticed = middleOf("database");
        double stalled = middleOf("search");
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, noticed)).mute().hear(spoken(noticed, stalled));
            track.hearNothing(Duration.ofMillis(250)).hear(spoken(stalled, TO));
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).endReason()).isEqualTo(EndReason.ENDPOINT);
        }
    }

    /** What ends the audio of a track, so that nothing follows its last sample. */
    static final List<Arguments> ENDS = List.of(
            end("session end", track -> track.end(dev.roomscribe.recognition.EndReason.FLUSH)),
            end("shutdown", track -> track.end(dev.roomscribe.recognition.EndReason.DRAIN)),
            end("peer left", track -> track.end(dev.roomscribe.recognition.EndReason.TRACK_ENDED)),
            end("lost connection", VirtualTracks::loseConnection),
            end("mute", track -> track.mute().hearNothing(Duration.ofMillis(400))));

    private static Arguments end(String name, Consumer<VirtualTracks> cut) {
        return Arguments.argumentSet(name, cut);
    }

    /** Even if the first part of a word is too short to be recognized. */
    @ParameterizedTest
    @FieldSource("ENDS")
    void speechThatIsCutOffInAWordIsMarkedAsTruncated(Consumer<VirtualTracks> cut) {
        List<DecodedWord> unmarked = new ArrayList<>();
        for (DecodedWord word : words.subList(1, words.size())) {
            try (VirtualTracks track = VirtualTracks.gated(model)) {
                track.hear(spoken(FROM, middle(word)));
                cut.accept(track);
                assertThat(track.finals()).as("cut in %s", word).hasSize(1);
                if (!track.finals().get(0).truncated()) {
                    unmarked.add(word);
                }
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("ENDS")
    void speechThatEndsBeforeThePauseIsNotMarkedAsTruncated(Consumer<VirtualTracks> cut) {
        try (VirtualTracks track = VirtualTracks.gated(model)) {
            track.hear(spoken(FROM, IN_PAUSE));
            cut.accept(track);
            assertThat(track.texts()).containsExactly(SENTENCE);
            assertThat(track.finals().get(0).truncated()).isFalse();
        }
    }

    private static double middleOf(String text) {
        return words.stream()
                .filter(word -> word.text().equals(text))
                .mapToDouble(StoppedAudioTest::middle)
                .findFirst()
                .orElseThrow();
    }

    private static double middle(DecodedWord word) {
        return (word.start() + word.end()) / 2;
    }
}
