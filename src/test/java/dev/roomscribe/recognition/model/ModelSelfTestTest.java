package dev.roomscribe.recognition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelSelfTestTest {
    private static final short[] TWO_SECONDS = new short[32_000];

    /** What each decoding takes, in ms of processor time. */
    private final Queue<Integer> millis = new ArrayDeque<>();

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private ModelSelfTest run(Integer... runs) {
        millis.addAll(List.of(runs));
        return ModelSelfTest.run(Timed::new, TWO_SECONDS).amongMany(Timed::new, TWO_SECONDS, 2);
    }

    @Test
    void theLeastCostOfTheRunsOnAllProcessorsCounts() {
        ModelSelfTest test = run(10, 90, 110, 30, 50, 60, 60);
        // 40 ms on average in the second of three runs, for two seconds, and 1.8 times as much in a pool.
        assertThat(test.cost()).isCloseTo(0.036, within(0.000_1));
        assertThat(test.transcript()).isEqualTo("run 1");
        assertThat(opened).hasValue(7);
        assertThat(closed).hasValue(7);
    }

    @Test
    void theProcessorsDecodeAtTheSameTime() {
        CyclicBarrier bothOpen = new CyclicBarrier(2);
        millis.addAll(List.of(40, 40, 40, 40, 40, 40));
        new ModelSelfTest("", 0.02)
                .amongMany(
                        () -> {
                            await(bothOpen);
                            return new Timed();
                        },
                        TWO_SECONDS,
                        2);
        assertThat(closed).hasValue(6);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSlowModelIsRunOnce() {
        assertThat(run(1_500).cost()).isCloseTo(1.35, within(0.000_1));
        assertThat(opened).hasValue(1);
    }

    /** The model is closed after a failure, so nothing may be decoding then. */
    @Test
    void aFailureIsReportedWhenAllDecodersAreClosed() {
        ModelSelfTest first = new ModelSelfTest("run 1", 0.02);
        AtomicInteger open = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        assertThatThrownBy(() -> first.amongMany(
                        () -> {
                            if (open.getAndIncrement() == 0) {
                                failed.countDown();
                                throw new DecoderException("It cannot decode");
                            }
                            await(failed);
                            millis.add(100);
                            return new Timed();
                        },
                        TWO_SECONDS,
                        2))
                .isInstanceOf(DecoderException.class)
                .hasMessage("It cannot decode");
        assertThat(closed).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private final class Timed implements Decoder {
        private final String text = "run " + opened.incrementAndGet();
        private final long nanos;

        Timed() {
            synchronized (millis) {
                nanos = millis.remove() * 1_000_000L;
            }
        }

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
            closed.incrementAndGet();
        }
    }
}
