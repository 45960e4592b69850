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
 * @param cost processor seconds per second of the recording
 */
public record ModelSelfTest(String transcript, double cost) {
    /**
     * Decodes a recording on the calling thread.
     *
     * @param decoders opens one decoder
     * @param samples 16 kHz mono
     * @throws DecoderException if the model cannot decode it
     */
    public static ModelSelfTest run(Supplier<Decoder> decoders, short[] samples) {
        requireNonNull(decoders, "decoders is null");
        StringBuilder transcript = new StringBuilder();
        try (Decoder decoder = decoders.get()) {
            for (int from = 0; from < samples.length; from += Decoder.BATCH_SAMPLES) {
                int count = Math.min(Decoder.BATCH_SAMPLES, samples.length - from);
                short[] batch = new short[count];
                System.arraycopy(samples, from, batch, 0, count);
                if (decoder.accept(batch, count, false).endpoint()) {
                    transcript.append(decoder.result().text()).append(' ');
                }
            }
            transcript.append(decoder.flush().text());
            double audioNanos = samples.length * (double) AudioFormat.NANOS_PER_SAMPLE;
            return new ModelSelfTest(transcript.toString().strip(), decoder.cpuNanos() / audioNanos);
        }
    }
}
