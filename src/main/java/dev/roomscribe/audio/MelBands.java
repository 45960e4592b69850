package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * The logarithmic power of the last 32 ms in {@link #COUNT} bands of equal width on the mel scale, from 60 to 7800 Hz,
 * and how far each is above its floor. Not thread-safe.
 *
 * <p>The floor of a band falls quickly to a quieter sound, and rises by 4 dB per second to a louder one: it follows the
 * noise of a room and steady tones, and speech is above it in some band. Everything here is part of the network's
 * training: a change needs new weights.
 */
final class MelBands {
    /** The samples from one analysis to the next: 20 ms. */
    static final int HOP = Pcm16.RATE / 50;

    static final int COUNT = 32;

    private static final double LOWEST_HZ = 60;
    private static final double HIGHEST_HZ = 7_800;

    /** Below the power that rounding to whole samples causes in a band, so digital silence differs little from a quiet room. */
    private static final float MIN_POWER = 60;

    private static final float SCALE = 0.5f;
    private static final float OFFSET = -1.5f;
    private static final float LOG10_2 = (float) Math.log10(2);
    private static final float LOG10_E = (float) Math.log10(Math.E);
    private static final float FLOOR_FALL = 0.3f;
    private static final float FLOOR_RISE = 0.004f;

    /** The first bin of each band, and the weights of its bins. */
    private static final int[] FIRST_BIN = new int[COUNT];

    private static final float[][] BIN_WEIGHTS = new float[COUNT][];

    static {
        double[] edges = new double[COUNT + 2];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = hertz(mel(LOWEST_HZ) + (mel(HIGHEST_HZ) - mel(LOWEST_HZ)) * i / (COUNT + 1));
        }
        for (int band = 0; band < COUNT; band++) {
            prepare(band, edges[band], edges[band + 1], edges[band + 2]);
        }
    }

    private final PowerSpectrum spectrum = new PowerSpectrum();
    private final float[] samples = new float[PowerSpectrum.WINDOW];
    private final float[] power = new float[PowerSpectrum.BINS];
    private final float[] levels = new float[COUNT];
    private final float[] floors = new float[COUNT];
    private boolean started;

    /** Analyses the next {@link #HOP} samples. */
    void accept(short[] frame) {
        int kept = samples.length - HOP;
        System.arraycopy(samples, HOP, samples, 0, kept);
        for (int i = 0; i < HOP; i++) {
            samples[kept + i] = frame[i];
        }
        spectrum.compute(samples, power);
        for (int band = 0; band < COUNT; band++) {
            float[] weights = BIN_WEIGHTS[band];
            int first = FIRST_BIN[band];
            float sum = MIN_POWER;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * power[first + i];
            }
            float level = SCALE * log10(sum) + OFFSET;
            levels[band] = level;
            floors[band] = started ? follow(floors[band], level) : level;
        }
        started = true;
    }

    /** Returns the level of a band; a difference of 1 is 20 dB. */
    float level(int band) {
        return levels[band];
    }

    /** Returns how far a band is above its floor; 1 is 20 dB. */
    float aboveFloor(int band) {
        return levels[band] - floors[band];
    }

    /** Discards the samples, not the floors: the following audio does not continue the previous audio. */
    void restart() {
        Arrays.fill(samples, 0);
    }

    /** Cheaper than {@link Math#log10}, and exact to 2e-6, for normal positive numbers. */
    static float log10(float value) {
        int bits = Float.floatToRawIntBits(value);
        // The mantissa is divided by a power of two that leaves it between 0.75 and 1.5, where the series is short.
        int exponent = (bits - 0x3f400000) >> 23;
        float mantissa = Float.intBitsToFloat(bits - (exponent << 23));
        // ln m = 2 artanh((m - 1) / (m + 1))
        float ratio = (mantissa - 1) / (mantissa + 1);
        float square = ratio * ratio;
        float ln = 2 * ratio * (1 + square * (1 / 3f + square * (1 / 5f + square * (1 / 7f))));
        return LOG10_2 * exponent + LOG10_E * ln;
    }

    private static float follow(float floor, float level) {
        return level < floor ? floor + FLOOR_FALL * (level - floor) : Math.min(floor + FLOOR_RISE, level);
    }

    private static void prepare(int band, double low, double middle, double high) {
        double[] weights = new double[PowerSpectrum.BINS];
        double sum = 0;
        for (int bin = 0; bin < weights.length; bin++) {
            double hertz = bin * (double) Pcm16.RATE / PowerSpectrum.WINDOW;
            weights[bin] = Math.max(0, Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle)));
            sum += weights[bin];
        }
        if (sum < 0.5) {
            // The band is narrower than the distance of two bins.
            weights[(int) Math.rint(middle * PowerSpectrum.WINDOW / Pcm16.RATE)] = 1;
        }
        int first = 0;
        while (weights[first] == 0) {
            first++;
        }
        int end = weights.length;
        while (weights[end - 1] == 0) {
            end--;
        }
        FIRST_BIN[band] = first;
        BIN_WEIGHTS[band] = new float[end - first];
        for (int i = 0; i < end - first; i++) {
            BIN_WEIGHTS[band][i] = (float) weights[first + i];
        }
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    private static double hertz(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }
}
