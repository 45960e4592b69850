package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * Notices sound: some part of the spectrum is further above its floor in {@link MelBands} than a steady noise ever is. Not
 * thread-safe.
 *
 * <p>The floor adapts to the room and to steady tones, so there is no minimum level, and a hum is not sound. In steady
 * noise of any level and color, less than one frame in 1,000 is taken for sound.
 */
final class SoundDetector {
    private static final int BANDS_PER_PART = 4;

    /**
     * For each part of the spectrum, from the lowest, how far the mean of its bands is above their floors in sound; 1 is
     * 20 dB. The lowest bands are narrow, so their level varies most.
     */
    private static final float[] MIN_ABOVE_FLOOR = {0.40f, 0.35f, 0.28f, 0.23f, 0.19f, 0.15f, 0.12f, 0.10f};

    private static final int SMOOTHED_FRAMES = 3;

    private final float[][] last = new float[SMOOTHED_FRAMES][MIN_ABOVE_FLOOR.length];
    private int next;

    /** Forgets the last frames: the following audio does not continue the previous audio. */
    void restart() {
        for (float[] frame : last) {
            Arrays.fill(frame, 0);
        }
    }

    /** Analyses the next frame and returns whether it contains sound. */
    boolean accept(MelBands bands) {
        float[] current = last[next];
        next = (next + 1) % SMOOTHED_FRAMES;
        for (int part = 0; part < current.length; part++) {
            float sum = 0;
            for (int band = part * BANDS_PER_PART; band < (part + 1) * BANDS_PER_PART; band++) {
                sum += bands.aboveFloor(band);
            }
            current[part] = sum / BANDS_PER_PART;
        }
        for (int part = 0; part < current.length; part++) {
            float sum = 0;
            for (float[] frame : last) {
                sum += frame[part];
            }
            if (sum > SMOOTHED_FRAMES * MIN_ABOVE_FLOOR[part]) {
                return true;
            }
        }
        return false;
    }
}
