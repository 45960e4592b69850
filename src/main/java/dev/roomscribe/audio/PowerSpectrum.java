package dev.roomscribe.audio;

/**
 * The power spectrum of windows of {@link #WINDOW} samples, by a real Fourier transform with a Hann window. Not
 * thread-safe.
 *
 * <p>The even samples are the real and the odd ones the imaginary parts of a complex transform of half the size.
 */
final class PowerSpectrum {
    /** 32 ms. */
    static final int WINDOW = 512;

    /** The number of frequencies, from 0 Hz to half the sample rate. */
    static final int BINS = WINDOW / 2 + 1;

    private static final int HALF = WINDOW / 2;
    private static final float[] HANN = new float[WINDOW];
    /** cos and -sin of 2πk/512. */
    private static final float[] COS = new float[HALF];

    private static final float[] MINUS_SIN = new float[HALF];
    /** cos and -sin for each step that combines transforms of {@code half} values, at index {@code half}. */
    private static final float[] STEP_COS = new float[HALF];

    private static final float[] STEP_MINUS_SIN = new float[HALF];
    private static final int[] REVERSED = new int[HALF];

    static {
        for (int i = 0; i < WINDOW; i++) {
            HANN[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
        }
        for (int k = 0; k < HALF; k++) {
            COS[k] = (float) Math.cos(2 * Math.PI * k / WINDOW);
            MINUS_SIN[k] = (float) -Math.sin(2 * Math.PI * k / WINDOW);
        }
        for (int half = 1; half < HALF; half *= 2) {
            for (int k = 0; k < half; k++) {
                STEP_COS[half + k] = (float) Math.cos(Math.PI * k / half);
                STEP_MINUS_SIN[half + k] = (float) -Math.sin(Math.PI * k / half);
            }
        }
        for (int i = 0; i < HALF; i++) {
            REVERSED[i] = Integer.reverse(i) >>> (Integer.numberOfLeadingZeros(HALF) + 1);
        }
    }

    private final float[] real = new float[HALF];
    private final float[] imaginary = new float[HALF];

    /** Writes the power at each frequency of a window of samples to {@code power}. */
    void compute(float[] samples, float[] power) {
        for (int i = 0; i < HALF; i++) {
            int to = REVERSED[i];
            real[to] = samples[2 * i] * HANN[2 * i];
            imaginary[to] = samples[2 * i + 1] * HANN[2 * i + 1];
        }
        combineFours();
        for (int half = 4; half < HALF; half *= 2) {
            combine(half);
        }
        separate(power);
    }

    /** The first two steps, which need no multiplication. */
    private void combineFours() {
        float[] re = real;
        float[] im = imaginary;
        for (int a = 0; a < HALF; a += 4) {
            float evenRe = re[a] + re[a + 1];
            float evenIm = im[a] + im[a + 1];
            float evenDifferenceRe = re[a] - re[a + 1];
            float evenDifferenceIm = im[a] - im[a + 1];
            float oddRe = re[a + 2] + re[a + 3];
            float oddIm = im[a + 2] + im[a + 3];
            float oddDifferenceRe = re[a + 2] - re[a + 3];
            float oddDifferenceIm = im[a + 2] - im[a + 3];
            re[a] = evenRe + oddRe;
            im[a] = evenIm + oddIm;
            re[a + 1] = evenDifferenceRe + oddDifferenceIm;
            im[a + 1] = evenDifferenceIm - oddDifferenceRe;
            re[a + 2] = evenRe - oddRe;
            im[a + 2] = evenIm - oddIm;
            re[a + 3] = evenDifferenceRe - oddDifferenceIm;
            im[a + 3] = evenDifferenceIm + oddDifferenceRe;
        }
    }

    private void combine(int half) {
        float[] re = real;
        float[] im = imaginary;
        for (int from = 0; from < HALF; from += 2 * half) {
            for (int k = 0; k < half; k++) {
                int a = from + k;
                int b = a + half;
                float cos = STEP_COS[half + k];
                float minusSin = STEP_MINUS_SIN[half + k];
                float turnedRe = re[b] * cos - im[b] * minusSin;
                float turnedIm = re[b] * minusSin + im[b] * cos;
                re[b] = re[a] - turnedRe;
                im[b] = im[a] - turnedIm;
                re[a] += turnedRe;
                im[a] += turnedIm;
            }
        }
    }

    /** Computes the spectrum of all samples from those of the even and the odd ones. */
    private void separate(float[] power) {
        float[] re = real;
        float[] im = imaginary;
        power[0] = square(re[0] + im[0]);
        power[HALF] = square(re[0] - im[0]);
        for (int k = 1; k <= HALF / 2; k++) {
            int mirror = HALF - k;
            float evenRe = 0.5f * (re[k] + re[mirror]);
            float evenIm = 0.5f * (im[k] - im[mirror]);
            float oddRe = 0.5f * (im[k] + im[mirror]);
            float oddIm = 0.5f * (re[mirror] - re[k]);
            float turnedRe = oddRe * COS[k] - oddIm * MINUS_SIN[k];
            float turnedIm = oddRe * MINUS_SIN[k] + oddIm * COS[k];
            power[k] = square(evenRe + turnedRe) + square(evenIm + turnedIm);
            power[mirror] = square(evenRe - turnedRe) + square(evenIm - turnedIm);
        }
    }

    private static float square(float value) {
        return value * value;
    }
}
