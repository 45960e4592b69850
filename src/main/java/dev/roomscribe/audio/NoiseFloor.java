package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * The level of what is always there: the least that was measured in the last two seconds. Speech has pauses, so it does
 * not lift the floor; a noise that begins is the floor two seconds later.
 */
final class NoiseFloor {
    private static final int PARTS = 5;
    private static final int FRAMES_PER_PART = 40;
    private static final double SMOOTHING = 0.3;

    /** The least of a noise's smoothed frames lies below their mean by about this factor. */
    private static final double BIAS = 1.5;

    private final double[] least = new double[PARTS];
    private int part;
    private int frames;
    private double smoothed = -1;

    NoiseFloor() {
        Arrays.fill(least, Double.MAX_VALUE);
    }

    /** Takes the energy of the next frame. */
    void accept(double energy) {
        smoothed = smoothed < 0 ? energy : smoothed + SMOOTHING * (energy - smoothed);
        least[part] = Math.min(least[part], smoothed);
        if (++frames == FRAMES_PER_PART) {
            frames = 0;
            part = (part + 1) % PARTS;
            least[part] = Double.MAX_VALUE;
        }
    }

    /** Returns the mean energy of a frame of the noise. */
    double energy() {
        double floor = least[0];
        for (double some : least) {
            floor = Math.min(floor, some);
        }
        return BIAS * floor;
    }
}
