package dev.roomscribe.recognition.model;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import java.util.function.Supplier;

/**
 * The result of decoding a known recording with a model at startup: some defects of a model show only when it decodes.
 *
 * @param transcript the text that the model recognized
 * @param cost processor seconds per second of the recording, with as many partials as streams publish, of a decoder that
 *     has the machine to itself
 */
public record ModelSelfTest(String transcript, double cost) {
    /**
     * The first time, memory is touched for the first time and code is compiled. Of the others the least cost counts: on a
     * busy machine, other processes take caches and memory bandwidth, which also takes processor time.
     */
    private static final int MAX_RUNS = 4;
    /** After this much processor time a large model is not run again, because the service waits for it. */
    private static final long MAX_CPU_NANOS = 500_000_000;

    /**
     * How much more the same takes among many decoders, which share the caches and the memory bandwidth: measured with the
     * {@code capacity} benchmark, {@code docs/benchmarks.md}.
     */
    private static final double COST_AMONG_MANY = 1.2;

    /** Two batches are longer than the interval between the partials of a stream. */
    private static final int BATCHES_PER_PARTIAL = 2;

    /**
     * Decodes a recording on the calling thread, several times if the model is fast.
     *
     * @param decoders opens one decoder
     * @param samples 16 kHz mono
     * @throws DecoderException if the model cannot decode it
     */
    public static ModelSelfTest run(Supplier<Decoder> decoders, short[] samples) {
        requireNonNull(decoders, "decoders is null");
        StringBuilder transcript = new StringBuilder();
        long cpuNanos = decode(decoders, samples, transcript);
        long least = cpuNanos;
        for (int run = 2; run <= MAX_RUNS && cpuNanos < MAX_CPU_NANOS; run++) {
            long used = decode(decoders, samples, new StringBuilder());
            least = Math.min(least, used);
            cpuNanos += used;
        }
        double audioNanos = samples.length * (double) AudioFormat.NANOS_PER_SAMPLE;
        return new ModelSelfTest(transcript.toString().strip(), least / audioNanos);
    }

    /** Returns the cost of one decoder among as many as the processors can carry. */
    public double costAmongMany() {
        return COST_AMONG_MANY * cost;
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
