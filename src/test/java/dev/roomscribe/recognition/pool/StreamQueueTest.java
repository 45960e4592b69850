package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.EndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamQueueTest {
    private static final int BATCH = 10;

    private final short[] batch = new short[BATCH];

    @Test
    void samplesArePolledInCompleteBatches() {
        StreamQueue queue = queue(100);
        queue.push(new short[9], 1);
        assertThat(queue.poll(batch, 0)).isNull();
        queue.push(new short[9], 2);
        assertThat(queue.poll(batch, 0)).isEqualTo(new StreamQueue.Decode(10, 2));
        assertThat(queue.queuedSamples()).isEqualTo(8);
    }

    @Test
    void anEndRequestReleasesAnIncompleteBatch() {
        StreamQueue queue = queue(100);
        queue.push(new short[3], 1);
        queue.end(new StreamQueue.End(EndReason.FLUSH, false, false, new CompletableFuture<>()), 0);
        queue.push(new short[4], 2);
        assertThat(queue.poll(batch, 0)).isEqualTo(new StreamQueue.Decode(3, 1));
        assertThat(queue.poll(batch, 0)).isInstanceOf(StreamQueue.End.class);
        assertThat(queue.poll(batch, 0)).isNull();
    }

    @Test
    void aboveTheLimitTheOldestSamplesAreDropped() {
        StreamQueue queue = queue(20);
        queue.push(new short[10], 1);
        queue.poll(batch, 0);
        queue.push(new short[15], 2);
        queue.push(new short[12], 3);
        queue.push(new short[5], 4);
        assertThat(queue.queuedSamples()).isEqualTo(20);
        assertThat(queue.poll(batch, 0)).isEqualTo(new StreamQueue.Skip(10, 22, true));
        assertThat(queue.poll(batch, 0)).isEqualTo(new StreamQueue.Decode(10, 3));
    }

    @Test
    void aChunkLongerThanTheLimitKeepsItsEnd() {
        StreamQueue queue = queue(20);
        queue.push(new short[50], 1);
        assertThat(queue.poll(batch, 0)).isEqualTo(new StreamQueue.Skip(0, 30, true));
        assertThat(queue.queuedSamples()).isEqualTo(20);
    }

    /** For any order of calls, each sample is polled exactly once and in order, or is in a reported skip. */
    @Property
    void everySampleIsPolledOnceInOrderOrReportedAsSkipped(
            @ForAll @Size(max = 60) List<@IntRange(min = -5, max = 30) Integer> actions) {
        StreamQueue queue = queue(40);
        List<Long> polled = new ArrayList<>();
        short next = 0;
        for (int action : actions) {
            if (action <= -3) {
                queue.skip(-action, 0);
                next += (short) -action;
            } else if (action == -2) {
                queue.end(new StreamQueue.End(EndReason.FLUSH, false, false, new CompletableFuture<>()), 0);
            } else if (action == -1) {
                poll(queue, polled);
            } else {
                short[] samples = new short[action];
                for (int i = 0; i < action; i++) {
                    samples[i] = next++;
                }
                queue.push(samples, 0);
            }
        }
        queue.end(new StreamQueue.End(EndReason.FLUSH, true, false, new CompletableFuture<>()), 0);
        while (queue.hasStep()) {
            poll(queue, polled);
        }
        assertThat(queue.queuedSamples()).isZero();
        assertThat(polled).hasSize(next);
        for (int i = 0; i < next; i++) {
            assertThat(polled.get(i)).isEqualTo(i);
        }
    }

    /** Samples may wait for 1000 ns. */
    private static StreamQueue queue(long maxSamples) {
        return new StreamQueue(BATCH, maxSamples, 1_000);
    }

    private void poll(StreamQueue queue, List<Long> polled) {
        StreamQueue.Step step = queue.poll(batch, 0);
        if (step instanceof StreamQueue.Decode decode) {
            for (int i = 0; i < decode.count(); i++) {
                polled.add((long) batch[i]);
            }
        } else if (step instanceof StreamQueue.Skip skip) {
            assertThat(skip.fromSample()).isEqualTo(polled.size());
            for (long i = skip.fromSample(); i < skip.toSample(); i++) {
                polled.add(i);
            }
        }
    }
}
