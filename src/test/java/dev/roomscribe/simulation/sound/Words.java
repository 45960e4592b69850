package dev.roomscribe.simulation.sound;

import dev.roomscribe.recognition.Recordings;
import java.util.Arrays;

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
    /** A vowel that the gate takes for speech however often it is repeated, and if it hears only one half of it. */
    private static final int VOICE_START = 846_720;

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

    /** A part of a sentence of the demo room, with the three lowest bits clear. */
    private static short[] voice() {
        short[] voice = Arrays.copyOfRange(Recordings.demo("alice"), VOICE_START, VOICE_START + SAMPLES);
        for (int i = 0; i < SAMPLES; i++) {
            double envelope = Math.min(1, Math.min(i, SAMPLES - i) / (0.015 * RATE));
            voice[i] = (short) ((int) (envelope * voice[i]) & ~WordMark.MASK);
        }
        return voice;
    }
}
