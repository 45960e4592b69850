package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecoderMemoryTest {
    private static final long WORKER = 50_000_000;

    private final DecoderMemory memory = new DecoderMemory(WORKER);

    @Test
    void theLargestMeasuredValueApplies() {
        assertThat(memory.bytes()).isEqualTo(DecoderMemory.MIN_BYTES);
        memory.add(WORKER + 20 * 40_000_000L, 20);
        assertThat(memory.bytes()).isEqualTo(40_000_000);
        memory.add(WORKER + 20 * 30_000_000L, 20);
        assertThat(memory.bytes()).isEqualTo(40_000_000);
    }

    @Test
    void aWorkerWithFewDecodersTellsNothing() {
        memory.add(WORKER + 500_000_000, 9);
        assertThat(memory.bytes()).isEqualTo(DecoderMemory.MIN_BYTES);
    }

    @Test
    void nothingIsMeasuredIfTheMemoryOfAnEmptyWorkerIsUnknown() {
        DecoderMemory unknown = new DecoderMemory(0);
        unknown.add(10_000_000_000L, 20);
        assertThat(unknown.bytes()).isEqualTo(DecoderMemory.MIN_BYTES);
    }
}
