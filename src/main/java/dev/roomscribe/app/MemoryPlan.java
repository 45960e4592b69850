package dev.roomscribe.app;

/**
 * How the available memory is divided: the service, the workers with their models, one more worker, which exists while
 * another one is replaced, and the decoders.
 *
 * @param availableBytes what the service and its workers may use together
 * @param heapBytes the largest size of the service's Java heap
 * @param workerBytes a worker without decoders; 0 if unknown, and then nothing is limited
 */
record MemoryPlan(long availableBytes, long heapBytes, long workerBytes) {
    private static final long MEBIBYTE = 1L << 20;

    /** What the service takes beside its heap: classes, compiled code, threads, buffers. Measured: 134 MB at 50 streams. */
    static final long SERVICE_NATIVE_BYTES = 160 * MEBIBYTE;

    /** The share of the memory that is left for the kernel's part: buffers of sockets, page tables, cached files. */
    private static final double RESERVE = 0.05;
    /** A worker with fewer decoders is not worth its copy of the model. */
    private static final int MIN_DECODERS_PER_WORKER = 10;

    /** Returns how many workers are started: as many as wanted if they fit, otherwise fewer, at least one. */
    int workers(int wanted, long decoderBytes) {
        int workers = wanted;
        while (workers > 1 && streams(workers, decoderBytes) < workers * MIN_DECODERS_PER_WORKER) {
            workers--;
        }
        return workers;
    }

    /**
     * Returns how many streams fit into memory beside {@code workers} workers, or with 0 beside the model in the service
     * itself.
     */
    int streams(int workers, long decoderBytes) {
        if (workerBytes == 0) {
            return Integer.MAX_VALUE;
        }
        long free = usableBytes() - serviceBytes() - (workers + 1) * workerBytes;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, free / decoderBytes));
    }

    /** Returns whether the service can run at all: with one worker, and with one stream. */
    boolean isEnough(long decoderBytes) {
        return workerBytes == 0 || serviceBytes() + workerBytes + decoderBytes <= usableBytes();
    }

    /** Returns what takes how much memory, for messages. */
    String describe() {
        return "%d MiB of memory are available, the service may take %d MiB (%d MiB of it heap) and a process with the model %d MiB"
                .formatted(
                        availableBytes / MEBIBYTE,
                        serviceBytes() / MEBIBYTE,
                        heapBytes / MEBIBYTE,
                        workerBytes / MEBIBYTE);
    }

    private long usableBytes() {
        return (long) (availableBytes * (1 - RESERVE));
    }

    private long serviceBytes() {
        return heapBytes + SERVICE_NATIVE_BYTES;
    }
}
