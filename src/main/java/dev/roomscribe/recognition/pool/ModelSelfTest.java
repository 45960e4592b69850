package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import java.util.function.Supplier;

/**
 * Lets a model hear a recording before anybody relies on it: some faults of a model show only when it decodes.
 *
 * @param heard what the model understood
 * @param cost processor seconds that a second of the recording took
 */
public record ModelSelfTest(String heard, double cost) {
    private static final double NANOS_PER_SAMPLE = 1e9 / 16_000;
    private static final int BATCH = DecodingStream.BATCH_SAMPLES;

    /**
     * Decodes a recording, on the calling thread.
     *
     * @param source opens one decoder
     * @param samples 16 kHz mono
     * @throws DecoderException if the model cannot decode it
     */
    public static ModelSelfTest of(Supplier<Decoder> source, short[] samples) {
        StringBuilder heard = new StringBuilder();
        try (Decoder decoder = source.get()) {
            for (int from = 0; from < samples.length; from += BATCH) {
                int count = Math.min(BATCH, samples.length - from);
                short[] batch = new short[count];
                System.arraycopy(samples, from, batch, 0, count);
                if (decoder.accept(batch, count, false).ended()) {
                    heard.append(decoder.result().text()).append(' ');
                }
            }
            heard.append(decoder.flush().text());
            return new ModelSelfTest(
                    heard.toString().strip(), decoder.cpuNanos() / (samples.length * NANOS_PER_SAMPLE));
        }
    }
}
