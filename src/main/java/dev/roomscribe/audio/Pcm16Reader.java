package dev.roomscribe.audio;

/**
 * Turns the chunks of one track into samples.
 *
 * <p>A chunk may have any length: of an odd one the last byte waits for the next chunk, because dropping it
 * would shift every later sample by a byte and turn speech into noise. Not thread-safe.
 */
public final class Pcm16Reader {
    private static final short[] NOTHING = {};

    private boolean halfSample;
    private byte lowByte;

    /** Returns the samples that {@code chunk} completes; none for an empty chunk. */
    public short[] read(byte[] chunk) {
        int bytes = chunk.length + (halfSample ? 1 : 0);
        if (bytes < 2) {
            keepOddByte(chunk);
            return NOTHING;
        }
        short[] samples = new short[bytes / 2];
        int at = 0;
        int written = 0;
        if (halfSample) {
            samples[written++] = sample(lowByte, chunk[at++]);
            halfSample = false;
        }
        for (; at + 1 < chunk.length; at += 2) {
            samples[written++] = sample(chunk[at], chunk[at + 1]);
        }
        if (at < chunk.length) {
            halfSample = true;
            lowByte = chunk[at];
        }
        return samples;
    }

    /** Forgets a half sample: what follows does not continue what came before. */
    public void restart() {
        halfSample = false;
    }

    private void keepOddByte(byte[] chunk) {
        if (chunk.length == 1) {
            halfSample = true;
            lowByte = chunk[0];
        }
    }

    private static short sample(byte low, byte high) {
        return (short) ((low & 0xff) | (high << 8));
    }
}
