package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * Tells a voice from noise, and from everything that holds a tone.
 *
 * <p>A voice repeats itself from one period to the next, which noise does not, however loud or however coloured. And a
 * voice glides: after 30 to 60 ms it is no longer what it was, while hum, a whistle or a note of music still is. Both
 * are measured by the autocorrelation of the last 40 ms, so that no level matters.
 */
final class Voicing {
    private static final int HOP = SpeechGate.FRAME / VoiceBand.DECIMATION;
    private static final int WINDOW = VoiceBand.RATE * 40 / 1000;

    /** The periods of 364 to 60 Hz. */
    private static final int SHORTEST_PERIOD = 11;

    private static final int LONGEST_PERIOD = 66;

    /** Several periods: 30 to 60 ms. */
    private static final int NEAREST_ECHO = 120;

    private static final int FARTHEST_ECHO = 240;

    /** White and pink noise stay below 0.4; most of a voice stays above this, in 5 dB of noise too. */
    private static final float VOICED = 0.6f;

    /** A held tone is as like itself after several periods as after one. */
    private static final float HELD = 0.95f;

    /** How much a pitch changes in 20 ms if it glides, as a ratio: less is held, more is a leap. */
    private static final double LEAST_GLIDE = 0.003;

    private static final double MOST_GLIDE = 0.12;

    /** -78 dBFS: what is softer counts as noise. */
    private static final float SOFTEST = WINDOW * 4f * 4f;

    private final VoiceBand voiceBand = new VoiceBand();
    private final float[] band = new float[FARTHEST_ECHO + WINDOW];
    /** By lag, the longest first. */
    private final float[] likeness = new float[FARTHEST_ECHO + 1];

    private double period;
    private double periodBefore;
    private boolean voiced;
    private boolean gliding;

    /** Takes the next frame. */
    void accept(short[] frame) {
        System.arraycopy(band, HOP, band, 0, band.length - HOP);
        voiceBand.filter(frame, band, band.length - HOP);
        voiced = false;
        gliding = false;
        double periodBeforeThat = periodBefore;
        periodBefore = period;
        float energy = energy(FARTHEST_ECHO) + SOFTEST;
        if (energy < 2 * SOFTEST) {
            return;
        }
        correlate(SHORTEST_PERIOD, LONGEST_PERIOD, energy);
        int best = best(SHORTEST_PERIOD, LONGEST_PERIOD);
        float periodicity = at(best);
        period = refined(best);
        voiced = periodicity > VOICED;
        if (voiced && glides(period, periodBefore, 0) && glides(period, periodBeforeThat, LEAST_GLIDE)) {
            correlate(NEAREST_ECHO, FARTHEST_ECHO, energy);
            gliding = at(best(NEAREST_ECHO, FARTHEST_ECHO)) < HELD * periodicity;
        }
    }

    /** Forgets what came before: what follows does not continue it. */
    void restart() {
        Arrays.fill(band, 0);
        period = 0;
        periodBefore = 0;
        voiced = false;
        gliding = false;
    }

    /** Returns whether the last frame has a pitch. */
    boolean voiced() {
        return voiced;
    }

    /** Returns whether the last frame has a pitch that moves as that of a voice does. */
    boolean gliding() {
        return gliding;
    }

    private static boolean glides(double period, double before, double least) {
        double change = before == 0 ? 0 : Math.abs(Math.log(period / before));
        return change >= least && change < MOST_GLIDE;
    }

    private float energy(int from) {
        float energy = 0;
        for (int i = from; i < from + WINDOW; i++) {
            energy += band[i] * band[i];
        }
        return energy;
    }

    /** Fills in how like the window is to what it was, for the lags from {@code shortest} to {@code longest}. */
    private void correlate(int shortest, int longest, float energy) {
        int first = FARTHEST_ECHO - longest;
        int last = FARTHEST_ECHO - shortest;
        float[] band = this.band;
        float[] likeness = this.likeness;
        Arrays.fill(likeness, first, last + 1, 0);
        // Four samples at a time, because most of the work would else be to fetch and store the sums.
        for (int i = 0; i < WINDOW; i += 4) {
            int at = FARTHEST_ECHO + i;
            float a = band[at];
            float b = band[at + 1];
            float c = band[at + 2];
            float d = band[at + 3];
            for (int k = first; k <= last; k++) {
                int then = i + k;
                likeness[k] += a * band[then] + b * band[then + 1] + c * band[then + 2] + d * band[then + 3];
            }
        }
        double echo = energy(first) + SOFTEST;
        for (int k = first; k <= last; k++) {
            likeness[k] /= (float) Math.sqrt(energy * Math.max(echo, SOFTEST));
            echo += (double) band[k + WINDOW] * band[k + WINDOW] - (double) band[k] * band[k];
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
        return likeness[FARTHEST_ECHO - lag];
    }

    /** Returns the top of the parabola through the best lag and its neighbours. */
    private double refined(int best) {
        if (best == SHORTEST_PERIOD || best == LONGEST_PERIOD) {
            return best;
        }
        double bend = at(best - 1) - 2 * at(best) + at(best + 1);
        return bend < 0 ? best + 0.5 * (at(best - 1) - at(best + 1)) / bend : best;
    }
}
