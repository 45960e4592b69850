package dev.roomscribe.simulation.sound;

/**
 * The sound of synthetic words. All words have the same voice, which the speech gate takes for speech; the lowest bits of
 * the samples say which word it is and which part of it, see {@link WordMark}.
 */
public final class Words {
    /** The length of a word in blocks of 10 ms. */
    public static final int BLOCKS = 30;

    public static final int BLOCK_SAMPLES = 160;
    public static final int SAMPLES = BLOCKS * BLOCK_SAMPLES;
    /** The most ids of words. */
    public static final int MAX_IDS = 1 << 12;

    private static final int RATE = 16_000;
    private static final short[] VOICE = voice();

    private Words() {}

    /** Returns the text of a word. */
    public static String text(int id) {
        return "w" + id;
    }

    /**
     * Writes a part of a word as little-endian PCM.
     *
     * @param from the first sample of the word to write, the start of a block
     * @param samples how many to write, whole blocks
     * @param at the index of the first byte to write
     */
    public static void write(int id, int from, int samples, byte[] pcm, int at) {
        for (int i = 0; i < samples; i++) {
            int sample = VOICE[from + i] | WordMark.bits(id, (from + i) / BLOCK_SAMPLES, (from + i) % BLOCK_SAMPLES);
            pcm[at + 2 * i] = (byte) sample;
            pcm[at + 2 * i + 1] = (byte) (sample >> 8);
        }
    }

    /** A vowel whose pitch rises, with the three lowest bits clear. */
    private static short[] voice() {
        short[] voice = new short[SAMPLES];
        double phase = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double at = (double) i / SAMPLES;
            phase += 2 * Math.PI * (110 + 70 * at) / RATE;
            double sum = 0;
            for (int harmonic = 1; harmonic <= 10; harmonic++) {
                sum += Math.sin(harmonic * phase) / harmonic;
            }
            double envelope = Math.min(1, Math.min(i, SAMPLES - i) / (0.015 * RATE));
            voice[i] = (short) ((int) (6_000 * envelope * sum) & ~WordMark.MASK);
        }
        return voice;
    }
}
