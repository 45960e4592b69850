package dev.roomscribe.fishjam.embedded.media;

/**
 * Converts a stream of PCM chunks to another sample rate by linear interpolation, continuously across chunk boundaries:
 * good enough for speech, not for music. Signed 16-bit little-endian, mono. Used by one thread.
 */
public final class Resampler {
    private final int fromRate;
    private final int toRate;
    /** The last sample of the previous chunk. */
    private short previous;

    private long samplesIn;
    private long samplesOut;

    /**
     * Creates a resampler.
     *
     * @param fromRate the rate of the input, in Hz
     * @param toRate the rate of the output, in Hz
     */
    public Resampler(int fromRate, int toRate) {
        this.fromRate = fromRate;
        this.toRate = toRate;
    }

    /** Returns the output samples that are known once this chunk is; if the rates are equal, the chunk itself. */
    public byte[] resample(byte[] pcm) {
        if (fromRate == toRate) {
            return pcm;
        }
        int samples = pcm.length / 2;
        // Output m lies at input m × fromRate / toRate, and is known once the input at or after it is there.
        int ready = (int) (samples == 0 ? 0 : (samplesIn + samples - 1) * toRate / fromRate + 1 - samplesOut);
        byte[] out = new byte[2 * ready];
        for (int i = 0; i < ready; i++) {
            long position = (samplesOut + i) * fromRate;
            int after = (int) ((position + toRate - 1) / toRate - samplesIn);
            long fraction = position - (samplesIn + after - 1L) * toRate;
            int before = after == 0 ? previous : sample(pcm, after - 1);
            int value = before + (int) ((sample(pcm, after) - before) * fraction / toRate);
            out[2 * i] = (byte) value;
            out[2 * i + 1] = (byte) (value >> 8);
        }
        samplesOut += ready;
        samplesIn += samples;
        previous = samples == 0 ? previous : sample(pcm, samples - 1);
        return out;
    }

    private static short sample(byte[] pcm, int index) {
        return (short) ((pcm[2 * index] & 0xff) | (pcm[2 * index + 1] << 8));
    }
}
