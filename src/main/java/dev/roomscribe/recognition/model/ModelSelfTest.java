package dev.roomscribe.recognition.model;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The result of decoding a known recording with a model at startup: some defects of a model show only when it decodes.
 *
 * @param transcript the text that the model recognized
 * @param cost processor seconds per second of the recording, with as many partials as streams publish
 */
public record ModelSelfTest(String transcript, double cost) {
    /** The least cost of several runs counts: a machine is often busy when services start on it. */
    private static final int MAX_RUNS = 3;
    /** After this much processor time a large model is not run again, because the service waits for it. */
    private static final long MAX_CPU_NANOS = 500_000_000;

    /**
     * How much more the same takes in a pool whose streams take turns, batch by batch, as their audio arrives: measured with
     * the {@code capacity} benchmark, {@code docs/benchmarks.md}.
     */
    private static final double COST_OF_TAKING_TURNS = 1.8;

    /** Two batches are longer than the interval between the partials of a stream. */
    private static final int BATCHES_PER_PARTIAL = 2;

    /**
     * Decodes a recording once, on the calling thread. The cost contains what is done once: memory is touched for the first
     * time, and code is compiled.
     *
     * @param decoders opens one decoder
     * @param samples 16 kHz mono
     * @throws DecoderException if the model cannot decode it
     */
    public static ModelSelfTest run(Supplier<Decoder> decoders, short[] samples) {
        StringBuilder transcript = new StringBuilder();
        long cpuNanos = decode(requireNonNull(decoders, "decoders is null"), samples, transcript);
        return new ModelSelfTest(transcript.toString().strip(), cpuNanos / audioNanos(samples));
    }

    /**
     * Decodes the recording again, unless the model is slow: several times, and each time on every processor at the same
     * time, because they share caches, memory bandwidth and often a core.
     *
     * @param decoders opens one decoder; called on several threads at the same time
     * @param samples the recording of {@link #run}
     * @param processors how many processors the decoders will use, at least 1
     * @return this result with the cost of one of many decoders
     * @throws DecoderException if the model cannot decode it
     */
    public ModelSelfTest amongMany(Supplier<Decoder> decoders, short[] samples, int processors) {
        double total = cost * audioNanos(samples);
        double least = total;
        for (int run = 1; run <= MAX_RUNS && total < MAX_CPU_NANOS; run++) {
            double used = decodeOnEach(decoders, samples, processors);
            least = run == 1 ? used : Math.min(least, used);
            total += used;
        }
        return new ModelSelfTest(transcript, COST_OF_TAKING_TURNS * least / audioNanos(samples));
    }

    private static double audioNanos(short[] samples) {
        return samples.length * (double) AudioFormat.NANOS_PER_SAMPLE;
    }

    /** Decodes the recording on all processors at the same time; returns the mean processor time of a decoder. */
    private static double decodeOnEach(Supplier<Decoder> decoders, short[] samples, int processors) {
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                processors, task -> new Thread(task, "self-test-" + number.incrementAndGet()));
        try {
            List<CompletableFuture<Long>> runs = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> decode(decoders, samples, new StringBuilder()), threads))
                    .limit(processors)
                    .toList();
            // Waits for all, also if one fails: the caller closes the model then.
            CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)).join();
            return runs.stream().mapToLong(CompletableFuture::join).average().orElseThrow();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof DecoderException defect ? defect : failed;
        } finally {
            threads.shutdown();
        }
    }

    /** Decodes the recording once; returns the processor time. */
    private static long decode(Supplier<Decoder> decoders, short[] samples, StringBuilder transcript) {
        try (Decoder decoder = decoders.get()) {
            int batches = 0;
            for (int from = 0; from < samples.length; from += Decoder.BATCH_SAMPLES) {
                int count = Math.min(Decoder.BATCH_SAMPLES, samples.length - from);
                short[] batch = new short[count];
                System.arraycopy(samples, from, batch, 0, count);
                batches++;
                if (decoder.accept(batch, count, batches % BATCHES_PER_PARTIAL == 0)
                        .endpoint()) {
                    transcript.append(decoder.result().text()).append(' ');
                }
            }
            transcript.append(decoder.flush().text());
            return decoder.cpuNanos();
        }
    }
}
