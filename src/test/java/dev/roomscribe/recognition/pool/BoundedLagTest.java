package dev.roomscribe.recognition.pool;

import static dev.roomscribe.recognition.AudioOutcome.Kind.OVERLOAD;
import static dev.roomscribe.recognition.AudioOutcome.Kind.RECOGNIZED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** No audio waits longer than the limit of the queue, which is 30 s, whatever arrives after it. */
class BoundedLagTest extends VirtualPoolFixture {
    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            time.advance(Duration.ofSeconds(1).toNanos());
            assertThat(pool.load().lag()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    void audioBeforeAMuteDoesNotWaitWithoutEnd() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(10 * SECOND, 1));
        pass(45);
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.outcomes()).containsExactly(outcome(0, 10 * SECOND, OVERLOAD));
    }

    @Test
    void audioBeforeSilenceDoesNotWaitWithoutEnd() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(10 * SECOND, 1));
        stream.skip(60 * SECOND);
        pass(45);
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.outcomes().get(0)).isEqualTo(outcome(0, 10 * SECOND, OVERLOAD));
        assertThat(recorded.reported()).isEqualTo(70L * SECOND);
    }

    @Test
    void audioThatWaitedTooLongIsNotDecodedThoughNothingLookedMeanwhile() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(SECOND, 1));
        time.advance(Duration.ofSeconds(20).toNanos());
        stream.push(samples(SECOND, 2));
        time.advance(Duration.ofSeconds(11).toNanos());
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.texts()).containsExactly("w2");
        assertThat(recorded.outcomes())
                .containsExactly(outcome(0, SECOND, OVERLOAD), outcome(SECOND, 2 * SECOND, RECOGNIZED));
    }

    @Test
    void audioThatIsDecodedAgainWaitsNoLongerEither() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, 5 * SECOND, 1);
        time.advance(Duration.ofSeconds(5).toNanos());
        stream.push(samples(BATCH, 1));
        // Loses the decoder once, after which all audio waits to be decoded again.
        AtomicBoolean lost = new AtomicBoolean();
        decoders.loseNext = () -> lost.compareAndSet(false, true);
        time.runNext();
        assertThat(lost).isTrue();
        assertThat(pool.load().lag()).isZero();
        assertThat(pool.load().queued()).isGreaterThan(Duration.ofSeconds(5));
        pass(29);
        assertThat(recorded.outcomes()).noneMatch(outcome -> outcome.kind().isLoss());
        pass(5);
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.outcomes().stream().mapToLong(AudioOutcome::toSample).max())
                .hasValue(5L * SECOND + BATCH);
        assertThat(recorded.outcomes()).allMatch(outcome -> outcome.kind() == OVERLOAD);
    }
}
