package dev.roomscribe.recognition.pool;

import static dev.roomscribe.recognition.AudioOutcome.Kind.DECODER_FAILED;
import static dev.roomscribe.recognition.AudioOutcome.Kind.RECOGNIZED;
import static dev.roomscribe.recognition.AudioOutcome.Kind.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.SpeechStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream whose decoders keep failing: all of its audio is reported as lost until decoding works again. */
class FailingDecodersTest extends VirtualPoolFixture {
    private void failAlways() {
        decoders.beforeCall = () -> {
            throw new DecoderException("scripted failure");
        };
    }

    private void succeed() {
        decoders.beforeCall = () -> {};
    }

    @Test
    void allAudioOfAStreamWhoseDecodersFailIsReportedAsLost() {
        failAlways();
        SpeechStream stream = pool.open(OPTIONS, recorded);
        for (int pushed = 0; pushed < 243_840; pushed += 320) {
            decode(stream, 320, 1);
        }
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(lost(0)).isEqualTo(243_840);
        assertThat(recorded.all(EventRecorder.Failed.class))
                .containsExactly(new EventRecorder.Failed("scripted failure"));
    }

    @Test
    void theLossBeginsAfterTheLastFinalText() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, 2 * BATCH, 1);
        run(stream.endUtterance(EndReason.FLUSH));
        decode(stream, BATCH, 2);
        failAlways();
        decode(stream, BATCH, 3);

        assertThat(recorded.texts()).containsExactly("w1");
        assertThat(recorded.outcomes())
                .containsExactly(outcome(0, 2 * BATCH, RECOGNIZED), outcome(2 * BATCH, 4 * BATCH, DECODER_FAILED));
    }

    @Test
    void lossesAreReportedAtTheEndOfAnUtteranceAndEveryTenSeconds() {
        failAlways();
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, BATCH, 1);
        assertThat(recorded.reported()).isEqualTo(BATCH);
        decode(stream, 5 * BATCH, 1);
        assertThat(recorded.reported()).isEqualTo(BATCH);
        run(stream.endUtterance(EndReason.AUDIO_STOPPED));
        assertThat(recorded.reported()).isEqualTo(6L * BATCH);
        stream.skip(20 * SECOND);
        decode(stream, BATCH, 1);
        assertThat(recorded.outcomes()).last().isEqualTo(outcome(6 * BATCH, 6 * BATCH + 20 * SECOND, SILENCE));
        decode(stream, 11 * SECOND, 1);
        assertThat(recorded.reported()).isGreaterThan(6 * BATCH + 29 * SECOND);
    }

    @Test
    void afterTenSecondsOfLostAudioAnotherDecoderIsTried() {
        failAlways();
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, BATCH, 1);
        succeed();
        decode(stream, 10 * SECOND, 2);
        assertThat(decoders.opened).hasValue(0);
        decode(stream, 3 * BATCH, 3);
        run(stream.endUtterance(EndReason.FLUSH));

        assertThat(decoders.opened).hasValue(1);
        assertThat(recorded.texts()).containsExactly("w3");
        long recognized = recorded.finals().get(0).words().get(0).startSample();
        assertThat(recognized).isBetween(10L * SECOND, 10L * SECOND + 2 * BATCH);
        assertThat(lost(0)).isEqualTo(recognized);
        assertThat(recorded.reported()).isEqualTo(4L * BATCH + 10 * SECOND);
    }

    @Test
    void eachFurtherFailureDoublesThePauseUpTo160Seconds() {
        List<Long> attempts = new ArrayList<>();
        SpeechStream stream = pool.open(OPTIONS, recorded);
        long[] pushed = {0};
        decoders.beforeCall = () -> {
            attempts.add(pushed[0] / SECOND);
            throw new DecoderException("scripted failure");
        };
        for (; pushed[0] < 700L * SECOND; pushed[0] += BATCH) {
            decode(stream, BATCH, 1);
        }
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(attempts).containsExactly(0L, 0L, 0L, 10L, 30L, 70L, 150L, 310L, 471L, 631L);
        assertThat(recorded.all(EventRecorder.Failed.class)).hasSize(1);
        assertThat(lost(0)).isEqualTo(pushed[0]);
    }

    @Test
    void aSuccessEndsTheStretchOfFailure() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        for (int stretch = 0; stretch < 2; stretch++) {
            failAlways();
            decode(stream, BATCH, 1);
            succeed();
            decode(stream, 10 * SECOND, 0);
            decode(stream, BATCH, 2);
            run(stream.endUtterance(EndReason.FLUSH));
        }

        assertThat(recorded.texts()).containsExactly("w2", "w2");
        assertThat(recorded.all(EventRecorder.Failed.class)).hasSize(2);
    }

    @Test
    void whateverADecoderThrowsIsADecoderFailure() {
        for (Throwable thrown : List.of(new IllegalStateException("scripted"), new OutOfMemoryError("scripted"))) {
            int[] throwing = {2};
            decoders.beforeCall = () -> {
                if (throwing[0]-- > 0) {
                    VirtualPoolFixture.<RuntimeException>rethrow(thrown);
                }
            };
            EventRecorder listener = new EventRecorder();
            SpeechStream stream = pool.open(OPTIONS, listener);
            decode(stream, BATCH, 1);
            run(stream.close(EndReason.FLUSH));

            assertThat(listener.texts()).containsExactly("w1");
            assertThat(listener.outcomes()).containsExactly(outcome(0, BATCH, RECOGNIZED));
        }
    }

    /** Returns the end of the adjoining losses that begin at a sample; each is at most 10 s long. */
    private long lost(long from) {
        long end = from;
        for (AudioOutcome outcome : recorded.outcomes()) {
            if (outcome.kind() == DECODER_FAILED) {
                assertThat(outcome.fromSample()).isEqualTo(end);
                assertThat(outcome.toSample() - end).isLessThanOrEqualTo(10L * SECOND);
                end = outcome.toSample();
            }
        }
        return end;
    }
}
