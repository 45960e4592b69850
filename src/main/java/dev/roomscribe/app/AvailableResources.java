package dev.roomscribe.app;

import com.sun.management.OperatingSystemMXBean;
import dev.roomscribe.app.config.RecognitionConfig;
import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.recognition.worker.DecodingWorkers;
import java.lang.management.ManagementFactory;

/**
 * The processors and the memory that the service and its workers may use together.
 *
 * @param cpus greater than 0; a fraction is possible
 * @param memoryBytes greater than 0
 */
record AvailableResources(double cpus, long memoryBytes) {
    private static final int CPUS_PER_WORKER = 4;
    private static final int SELF_TEST_MEMORY_SHARE = 8;
    /** If one ends, the others continue. */
    private static final int MIN_WORKERS = 2;

    /** Returns what the settings name, or otherwise what the JVM sees, which heeds the limits of its container. */
    static AvailableResources of(RoomscribeConfig config) {
        int visible = Runtime.getRuntime().availableProcessors();
        double cpus = config.cpus().value();
        long memory = config.memory().asLongValue();
        return new AvailableResources(
                cpus == 0 ? visible : Math.min(cpus, visible), memory == 0 ? visibleMemory() : memory);
    }

    private static long visibleMemory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /**
     * Returns how many streams are decoded at the same time. With worker processes, one more than there are processors,
     * because one thread always waits for a message in transit.
     */
    int threads(RecognitionConfig recognition) {
        if (recognition.threads() != 0) {
            return recognition.threads();
        }
        return recognition.inProcess() ? processors() : processors() + 1;
    }

    private int processors() {
        return (int) Math.ceil(cpus);
    }

    /** Returns on how many processors the self-test decodes: its decoders take an eighth of the memory at most. */
    int selfTestProcessors(RecognitionConfig recognition) {
        long fit = memoryBytes / SELF_TEST_MEMORY_SHARE / DecodingWorkers.DECODER_BYTES;
        return (int) Math.max(1, Math.min(Math.min(processors(), threads(recognition)), fit));
    }

    /** Returns how many workers the processors can use. */
    int workers() {
        return Math.max(MIN_WORKERS, (int) (cpus / CPUS_PER_WORKER));
    }
}
