package dev.roomscribe.fishjam.embedded;

/**
 * Turns PCM of one rate into another's, chunk after chunk without a seam, by drawing straight lines between samples: good
 * enough for speech that is to be understood, not for music. Signed 16-bit little-endian, mono. Used by one thread.
 */
final class Resampler {
    private final int from;
    private final int to;
    /** The sample before the next chunk's first. */
    private short previous;

    private long taken;
    private long given;

    /** @param from the rate of what comes in, in Hz; {@code to} that of what goes out */
    Resampler(int from, int to) {
        this.from = from;
        this.to = to;
    }

    byte[] take(byte[] pcm) {
        if (from == to) {
            return pcm;
        }
        int samples = pcm.length / 2;
        // Output m lies at input m × from / to, and can be given once the input at or after it is there.
        int ready = (int) (samples == 0 ? 0 : (taken + samples - 1) * to / from + 1 - given);
        byte[] out = new byte[2 * ready];
        for (int i = 0; i < ready; i++) {
            long at = (given + i) * from;
            int after = (int) ((at + to - 1) / to - taken);
            long past = at - (taken + after - 1L) * to;
            int before = after == 0 ? previous : sample(pcm, after - 1);
            int value = before + (int) ((sample(pcm, after) - before) * past / to);
            out[2 * i] = (byte) value;
            out[2 * i + 1] = (byte) (value >> 8);
        }
        given += ready;
        taken += samples;
        previous = samples == 0 ? previous : sample(pcm, samples - 1);
        return out;
    }

    private static short sample(byte[] pcm, int index) {
        return (short) ((pcm[2 * index] & 0xff) | (pcm[2 * index + 1] << 8));
    }
}
