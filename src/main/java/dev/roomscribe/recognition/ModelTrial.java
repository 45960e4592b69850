package dev.roomscribe.recognition;

import java.util.function.Supplier;

/**
 * Lets a model hear a recording before anybody relies on it: some faults of a model show only when it decodes.
 *
 * @param heard what the model understood
 */
public record ModelTrial(String heard) {
    private static final int BATCH = DecodingStream.BATCH_SAMPLES;

    /**
     * Decodes a recording, on the calling thread.
     *
     * @param source opens one decoder
     * @param samples 16 kHz mono
     * @throws DecoderException if the model cannot decode it
     */
    public static ModelTrial of(Supplier<Decoder> source, short[] samples) {
        StringBuilder heard = new StringBuilder();
        try (Decoder decoder = source.get()) {
            for (int from = 0; from < samples.length; from += BATCH) {
                int count = Math.min(BATCH, samples.length - from);
                short[] batch = new short[count];
                System.arraycopy(samples, from, batch, 0, count);
                if (decoder.accept(batch, count)) {
                    heard.append(decoder.result().text()).append(' ');
                }
            }
            heard.append(decoder.flush().text());
        }
        return new ModelTrial(heard.toString().strip());
    }
}
