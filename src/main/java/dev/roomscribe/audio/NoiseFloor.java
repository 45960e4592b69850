package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * The energy of the background noise: the minimum of the last two seconds. Speech has pauses, so it does not raise the
 * floor; a new noise becomes the floor after two seconds. Not thread-safe.
 */
final class NoiseFloor {
    private static final int PARTS = 5;
    private static final int FRAMES_PER_PART = 40;
    private static final double SMOOTHING = 0.3;

    /** The minimum of a noise's smoothed frames is below their mean by about this factor. */
    private static final double BIAS = 1.5;

    /** The minimum of each part of the two seconds, as a ring buffer. */
    private final double[] minima = new double[PARTS];

    private int part;
    private int frames;
    private double smoothed = -1;

    NoiseFloor() {
        Arrays.fill(minima, Double.MAX_VALUE);
    }

    /** Adds the energy of the next frame. */
    void accept(double energy) {
        smoothed = smoothed < 0 ? energy : smoothed + SMOOTHING * (energy - smoothed);
        minima[part] = Math.min(minima[part], smoothed);
        if (++frames == FRAMES_PER_PART) {
            frames = 0;
            part = (part + 1) % PARTS;
            minima[part] = Double.MAX_VALUE;
        }
    }

    /** Returns the mean energy of a frame of the noise. */
    double energy() {
        double floor = minima[0];
        for (double minimum : minima) {
            floor = Math.min(floor, minimum);
        }
        return BIAS * floor;
    }
}
