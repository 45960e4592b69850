package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many workers and streams fit into memory. */
class MemoryPlanTest {
    private static final long MIB = 1L << 20;
    private static final long DECODER = 12 * MIB;
    private static final long HEAP = 240 * MIB;
    private static final long MODEL = 100 * MIB;

    private static MemoryPlan of(long availableMebibytes) {
        return new MemoryPlan(availableMebibytes * MIB, HEAP, MODEL);
    }

    @Test
    void whatTheServiceAndTheWorkersTakeIsNotForStreams() {
        // 95 % of 1,200 MiB, without 400 of the service, two workers and their possible successor, is 440 MiB.
        assertThat(of(1_200).streams(2, DECODER)).isEqualTo(440 / 12);
        assertThat(of(1_200).streams(1, DECODER)).isEqualTo(540 / 12);
        assertThat(of(1_200).streams(2, 2 * DECODER)).isEqualTo(440 / 24);
    }

    @Test
    void allStreamsThatFitStayWithinTheAvailableMemory() {
        for (long mebibytes = 500; mebibytes < 20_000; mebibytes += 77) {
            MemoryPlan plan = of(mebibytes);
            int workers = plan.workers(8, DECODER);
            int streams = plan.streams(workers, DECODER);
            long taken = HEAP + MemoryPlan.SERVICE_NATIVE_BYTES + streams * DECODER + workers * MODEL;
            if (plan.isEnough(DECODER)) {
                assertThat(taken).as("%d MiB", mebibytes).isLessThan(mebibytes * MIB);
            }
            assertThat(workers).isBetween(1, 8);
        }
    }

    @Test
    void lessMemoryMeansFewerWorkersButAtLeastOne() {
        assertThat(of(8_000).workers(8, DECODER)).isEqualTo(8);
        assertThat(of(1_000).workers(8, DECODER)).isEqualTo(2);
        assertThat(of(100).workers(8, DECODER)).isEqualTo(1);
    }

    @Test
    void itIsEnoughIfOneWorkerAndOneStreamFit() {
        assertThat(of(540).isEnough(DECODER)).isTrue();
        assertThat(of(538).isEnough(DECODER)).isFalse();
        assertThat(of(538).streams(1, DECODER)).isZero();
    }

    @Test
    void aWorkerOfUnknownSizeLimitsNothing() {
        MemoryPlan unknown = new MemoryPlan(MIB, HEAP, 0);
        assertThat(unknown.isEnough(DECODER)).isTrue();
        assertThat(unknown.workers(8, DECODER)).isEqualTo(8);
        assertThat(unknown.streams(8, DECODER)).isEqualTo(Integer.MAX_VALUE);
    }
}
