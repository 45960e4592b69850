package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DecoderMemoryTest {
    private static final long WORKER = 50_000_000;

    private final DecoderMemory memory = new DecoderMemory(WORKER);

    @Test
    void theLargestValueOfTheWorkersThatRunApplies() {
        assertThat(memory.bytes()).isEqualTo(DecoderMemory.MIN_BYTES);
        long one = memory.perDecoder(WORKER + 20 * 40_000_000L, 20);
        long other = memory.perDecoder(WORKER + 20 * 30_000_000L, 20);
        memory.update(LongStream.of(one, other));
        assertThat(memory.bytes()).isEqualTo(40_000_000);
    }

    @Test
    void aWorkerThatHasEndedNoLongerCounts() {
        memory.update(LongStream.of(memory.perDecoder(WORKER + 20 * 40_000_000L, 20)));
        memory.update(LongStream.empty());
        assertThat(memory.bytes()).isEqualTo(DecoderMemory.MIN_BYTES);
    }

    @Test
    void aWorkerWithFewDecodersTellsNothing() {
        assertThat(memory.perDecoder(WORKER + 500_000_000, 9)).isEqualTo(DecoderMemory.MIN_BYTES);
    }

    @Test
    void nothingIsMeasuredIfTheMemoryOfAnEmptyWorkerIsUnknown() {
        assertThat(new DecoderMemory(0).perDecoder(10_000_000_000L, 20)).isEqualTo(DecoderMemory.MIN_BYTES);
    }
}
