package dev.roomscribe.recognition.pool;

import static dev.roomscribe.recognition.AudioOutcome.Kind.OVERLOAD;
import static dev.roomscribe.recognition.AudioOutcome.Kind.RECOGNIZED;
import static dev.roomscribe.recognition.AudioOutcome.Kind.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a stream reports of its audio, and when. */
class AudioOutcomesTest extends VirtualPoolFixture {
    @Test
    void audioIsReportedAsRecognizedAfterItsFinal() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, 3 * BATCH, 7);
        assertThat(recorded.outcomes()).isEmpty();

        run(stream.endUtterance(EndReason.FLUSH));

        assertThat(recorded.events.get(0)).isInstanceOf(Hypothesis.class);
        assertThat(recorded.events.get(1)).isInstanceOf(Utterance.class);
        assertThat(recorded.events.get(2)).isEqualTo(outcome(0, 3 * BATCH, RECOGNIZED));
        assertThat(recorded.events).hasSize(3);
    }

    @Test
    void audioBeforeAnEndpointOfTheModelIsReportedWithItsFinal() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, 5 * BATCH, 7);
        decode(stream, 5 * BATCH, 0);
        decode(stream, BATCH, ScriptedDecoders.END);

        assertThat(recorded.texts()).containsExactly("w7");
        // The decoder's last half second may belong to the next utterance.
        assertThat(recorded.reported()).isBetween(5L * BATCH, 11L * BATCH - 1);
    }

    @Test
    void nothingOfAnUtteranceIsReportedWhileItsFinalIsNotDelivered() {
        SpeechStream stream = pool.open(new StreamOptions(true, false), recorded);
        decode(stream, 10 * BATCH, 7);
        decode(stream, BATCH, ScriptedDecoders.END);
        decode(stream, 10 * BATCH, 8);
        decode(stream, BATCH, ScriptedDecoders.END);
        assertThat(recorded.finals()).isEmpty();
        assertThat(recorded.outcomes()).isEmpty();

        run(stream.endUtterance(EndReason.ENDPOINT));

        assertThat(recorded.texts()).containsExactly("w7 w8");
        assertThat(recorded.reported()).isEqualTo(22L * BATCH);
    }

    @Test
    void audioWithoutTextIsReportedWhileTheUtteranceIsOpen() {
        SpeechStream stream = pool.open(new StreamOptions(false, true), recorded);
        decode(stream, 5 * SECOND, 0);

        assertThat(recorded.reported()).isGreaterThanOrEqualTo(4L * SECOND);
        assertThat(recorded.outcomes()).allMatch(outcome -> outcome.kind() == RECOGNIZED);

        decode(stream, SECOND, 7);
        long beforeTheWord = recorded.reported();
        assertThat(beforeTheWord).isLessThanOrEqualTo(5L * SECOND);
        decode(stream, 5 * SECOND, 0);
        assertThat(recorded.reported()).isEqualTo(beforeTheWord);
    }

    @Test
    void skippedAudioIsReportedAsSilenceWhenTheAudioBehindItIsDecoded() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(BATCH, 7));
        run(stream.endUtterance(EndReason.ENDPOINT));
        stream.skip(SECOND);
        time.runAll();
        assertThat(recorded.reported()).isEqualTo(BATCH);

        stream.push(samples(BATCH, 8));
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.outcomes())
                .containsExactly(
                        outcome(0, BATCH, RECOGNIZED),
                        outcome(BATCH, BATCH + SECOND, SILENCE),
                        outcome(BATCH + SECOND, 2 * BATCH + SECOND, RECOGNIZED));
    }

    @Test
    void afterCloseEverythingIsReported() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(100, 7));
        stream.skip(10);
        stream.push(samples(3, 0));
        stream.skip(20);
        CompletionStage<Void> closed = stream.close(EndReason.TRACK_ENDED);
        stream.push(samples(100, 8));
        assertThat(stream.close(EndReason.DRAIN)).isEqualTo(closed);
        run(closed);

        assertThat(recorded.reported()).isEqualTo(133);
        assertThat(recorded.texts()).containsExactly("w7");
    }

    @Test
    void droppedAudioIsReportedInPiecesOfTenSeconds() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        for (int second = 0; second < 55; second++) {
            stream.push(samples(SECOND, 1));
        }
        run(stream.close(EndReason.FLUSH));

        assertThat(recorded.outcomes())
                .containsExactly(
                        outcome(0, 10 * SECOND, OVERLOAD),
                        outcome(10 * SECOND, 20 * SECOND, OVERLOAD),
                        outcome(20 * SECOND, 25 * SECOND, OVERLOAD),
                        outcome(25 * SECOND, 55 * SECOND, RECOGNIZED));
    }

    @Test
    void audioThatHasWaitedLongerThanTheLimitIsDroppedThoughTheQueueIsMostlySilence() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        for (int second = 0; second < 60; second++) {
            if (second % 3 == 0) {
                stream.push(samples(SECOND, 1 + second));
            } else {
                stream.skip(SECOND);
            }
            assertThat(pool.load().lag()).isLessThanOrEqualTo(Duration.ofSeconds(30));
            time.advance(Duration.ofSeconds(1).toNanos());
        }
        run(stream.close(EndReason.FLUSH));

        assertThat(recorded.outcomes())
                .filteredOn(outcome -> outcome.kind() == OVERLOAD)
                .first()
                .isEqualTo(outcome(0, SECOND, OVERLOAD));
        assertThat(recorded.outcomes().stream()
                        .filter(outcome -> outcome.kind().isLoss())
                        .mapToLong(AudioOutcome::toSample)
                        .max())
                .hasValue(28L * SECOND);
        assertThat(recorded.reported()).isEqualTo(60L * SECOND);
    }

    @Test
    void audioThatWaitedForMoreAudioIsNotDropped() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(BATCH - 1, 7));
        stream.skip(320);
        time.advance(Duration.ofSeconds(60).toNanos());
        stream.push(samples(BATCH, 8));
        assertThat(pool.load().lag()).isZero();
        stream.push(samples(BATCH, 8));
        run(stream.close(EndReason.FLUSH));

        assertThat(recorded.texts()).containsExactly("w7", "w8");
        assertThat(recorded.outcomes()).noneMatch(outcome -> outcome.kind().isLoss());
    }
}
