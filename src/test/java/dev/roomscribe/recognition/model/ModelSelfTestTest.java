package dev.roomscribe.recognition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.Decoder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ModelSelfTestTest {
    private static final short[] TWO_SECONDS = new short[32_000];

    /** What each run takes, in ms of processor time. */
    private final Queue<Integer> millis = new ArrayDeque<>();

    private int opened;
    private int closed;

    private ModelSelfTest run(Integer... runs) {
        millis.addAll(List.of(runs));
        return ModelSelfTest.run(Timed::new, TWO_SECONDS);
    }

    @Test
    void theLeastCostOfSeveralRunsCounts() {
        ModelSelfTest test = run(160, 90, 40, 60);
        assertThat(test.cost()).isCloseTo(0.02, within(0.000_1));
        assertThat(test.costAmongMany()).isCloseTo(0.024, within(0.000_1));
        assertThat(test.transcript()).isEqualTo("run 1");
        assertThat(opened).isEqualTo(4);
        assertThat(closed).isEqualTo(4);
    }

    @Test
    void aSlowModelIsRunOnce() {
        assertThat(run(1_500).cost()).isCloseTo(0.75, within(0.000_1));
        assertThat(opened).isEqualTo(1);
    }

    private final class Timed implements Decoder {
        private final String text = "run " + ++opened;
        private final long nanos = millis.remove() * 1_000_000L;

        @Override
        public Progress accept(short[] samples, int count, boolean wantsPartial) {
            return new Progress(false, null);
        }

        @Override
        public Decoded result() {
            return new Decoded(text, List.of());
        }

        @Override
        public Decoded flush() {
            return result();
        }

        @Override
        public long cpuNanos() {
            return nanos;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
