package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * Distinguishes voice from noise and from constant tones. Not thread-safe.
 *
 * <p>A voice is periodic, which noise is not, whatever its level and spectrum. The pitch of a voice also glides: after 30 to
 * 60 ms the signal has changed, while hum, a whistle or a note of music has not. Both are measured by the normalized
 * autocorrelation of the last 40 ms, so that the result does not depend on the level.
 */
final class PitchTracker {
    private static final int HOP = SpeechGate.FRAME / PitchBandFilter.DECIMATION;
    private static final int WINDOW = PitchBandFilter.RATE * 40 / 1000;

    /** The periods of 364 to 60 Hz, in samples of the filtered band. */
    private static final int MIN_PERIOD = 11;

    private static final int MAX_PERIOD = 66;

    /** The lags at which a glide shows: several periods, 30 to 60 ms. */
    private static final int MIN_GLIDE_LAG = 120;

    private static final int MAX_GLIDE_LAG = 240;

    /** White and pink noise stay below 0.4; most of a voice is above this, even at a signal-to-noise ratio of 5 dB. */
    private static final float MIN_PERIODICITY = 0.6f;

    /** The correlation of a constant tone is the same after several periods as after one. */
    private static final float CONSTANT_TONE_RATIO = 0.95f;

    /** The relative change in 20 ms of a gliding pitch: a smaller change is a constant tone, a larger one is a jump. */
    private static final double MIN_GLIDE = 0.003;

    private static final double MAX_GLIDE = 0.12;

    /** -78 dBFS: quieter sound counts as noise. */
    private static final float MIN_ENERGY = WINDOW * 4f * 4f;

    private final PitchBandFilter filter = new PitchBandFilter();
    private final float[] band = new float[MAX_GLIDE_LAG + WINDOW];
    /** The autocorrelation by lag, the longest lag first. */
    private final float[] correlation = new float[MAX_GLIDE_LAG + 1];

    private double period;
    private double previousPeriod;
    private boolean voiced;
    private boolean gliding;

    /** Analyses the next frame. */
    void accept(short[] frame) {
        System.arraycopy(band, HOP, band, 0, band.length - HOP);
        filter.filter(frame, band, band.length - HOP);
        voiced = false;
        gliding = false;
        double periodTwoFramesAgo = previousPeriod;
        previousPeriod = period;
        float energy = energy(MAX_GLIDE_LAG) + MIN_ENERGY;
        if (energy < 2 * MIN_ENERGY) {
            return;
        }
        correlate(MIN_PERIOD, MAX_PERIOD, energy);
        int best = best(MIN_PERIOD, MAX_PERIOD);
        float periodicity = at(best);
        period = refined(best);
        voiced = periodicity > MIN_PERIODICITY;
        if (voiced && glides(period, previousPeriod, 0) && glides(period, periodTwoFramesAgo, MIN_GLIDE)) {
            correlate(MIN_GLIDE_LAG, MAX_GLIDE_LAG, energy);
            gliding = at(best(MIN_GLIDE_LAG, MAX_GLIDE_LAG)) < CONSTANT_TONE_RATIO * periodicity;
        }
    }

    /** Discards all state: the following audio does not continue the previous audio. */
    void restart() {
        Arrays.fill(band, 0);
        period = 0;
        previousPeriod = 0;
        voiced = false;
        gliding = false;
    }

    /** Returns whether the last frame has a pitch. */
    boolean isVoiced() {
        return voiced;
    }

    /** Returns whether the last frame has a pitch that glides like that of a voice. */
    boolean isGliding() {
        return gliding;
    }

    private static boolean glides(double period, double previous, double minChange) {
        double change = previous == 0 ? 0 : Math.abs(Math.log(period / previous));
        return change >= minChange && change < MAX_GLIDE;
    }

    private float energy(int from) {
        float energy = 0;
        for (int i = from; i < from + WINDOW; i++) {
            energy += band[i] * band[i];
        }
        return energy;
    }

    /** Computes the autocorrelation of the window for the lags from {@code shortest} to {@code longest}. */
    private void correlate(int shortest, int longest, float energy) {
        int first = MAX_GLIDE_LAG - longest;
        int last = MAX_GLIDE_LAG - shortest;
        float[] band = this.band;
        float[] correlation = this.correlation;
        Arrays.fill(correlation, first, last + 1, 0);
        // Four samples at a time: otherwise most of the time is spent loading and storing the sums.
        for (int i = 0; i < WINDOW; i += 4) {
            int at = MAX_GLIDE_LAG + i;
            float a = band[at];
            float b = band[at + 1];
            float c = band[at + 2];
            float d = band[at + 3];
            for (int k = first; k <= last; k++) {
                int earlier = i + k;
                correlation[k] +=
                        a * band[earlier] + b * band[earlier + 1] + c * band[earlier + 2] + d * band[earlier + 3];
            }
        }
        double laggedEnergy = energy(first) + MIN_ENERGY;
        for (int k = first; k <= last; k++) {
            correlation[k] /= (float) Math.sqrt(energy * Math.max(laggedEnergy, MIN_ENERGY));
            laggedEnergy += (double) band[k + WINDOW] * band[k + WINDOW] - (double) band[k] * band[k];
        }
    }

    private int best(int shortest, int longest) {
        int best = shortest;
        for (int lag = shortest + 1; lag <= longest; lag++) {
            if (at(lag) > at(best)) {
                best = lag;
            }
        }
        return best;
    }

    private float at(int lag) {
        return correlation[MAX_GLIDE_LAG - lag];
    }

    /** Returns the maximum of the parabola through the best lag and its neighbours. */
    private double refined(int best) {
        if (best == MIN_PERIOD || best == MAX_PERIOD) {
            return best;
        }
        double curvature = at(best - 1) - 2 * at(best) + at(best + 1);
        return curvature < 0 ? best + 0.5 * (at(best - 1) - at(best + 1)) / curvature : best;
    }
}
