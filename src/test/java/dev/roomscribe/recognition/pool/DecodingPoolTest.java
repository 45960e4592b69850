package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.Utterance;
import org.junit.jupiter.api.Test;

/** Closing streams and the pool. */
class DecodingPoolTest extends PoolTestFixture {
    @Test
    void callsAfterCloseAreIgnored() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        stream.push(samples(10, 1));
        await(stream.close(EndReason.FLUSH));
        stream.push(samples(10, 2));
        await(stream.endUtterance(EndReason.FLUSH));
        await(stream.close(EndReason.FLUSH));
        assertThat(recorded.texts()).containsExactly("w1");
        assertThat(pool.openStreams()).isZero();
    }

    @Test
    void closingThePoolEndsItsStreamsFirst() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        stream.push(samples(10, 1));
        pool.close();
        assertThat(recorded.finals)
                .singleElement()
                .extracting(Utterance::endReason)
                .isEqualTo(EndReason.DRAIN);
        assertThatThrownBy(() -> pool.open(PARTIALS, recorded)).isInstanceOf(IllegalStateException.class);
    }
}
