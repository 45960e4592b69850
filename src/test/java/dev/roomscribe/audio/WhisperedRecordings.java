package dev.roomscribe.audio;

import java.util.Random;

/** Turns speech into a whisper: keeps the spectral envelope, by linear prediction, and replaces the voice with noise. */
final class WhisperedRecordings {
    private static final int WINDOW = 400;
    private static final int STEP = 160;
    private static final int ORDER = 16;

    private WhisperedRecordings() {}

    static short[] of(short[] speech, long seed) {
        Random random = new Random(seed);
        double[] emphasized = new double[speech.length];
        for (int i = 1; i < speech.length; i++) {
            emphasized[i] = speech[i] - 0.95 * speech[i - 1];
        }
        short[] whispered = new short[speech.length];
        double[] past = new double[ORDER];
        for (int from = 0; from + WINDOW < speech.length; from += STEP) {
            double[] correlation = correlation(emphasized, from);
            double[] envelope = new double[ORDER + 1];
            double gain = Math.sqrt(predict(correlation, envelope) / WINDOW);
            for (int i = from; i < from + STEP; i++) {
                double sample = gain * random.nextGaussian();
                for (int k = 1; k <= ORDER; k++) {
                    sample -= envelope[k] * past[k - 1];
                }
                System.arraycopy(past, 0, past, 1, ORDER - 1);
                past[0] = sample;
                whispered[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample / 2)));
            }
        }
        return whispered;
    }

    private static double[] correlation(double[] sound, int from) {
        double[] windowed = new double[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            windowed[i] = sound[from + i] * (0.54 - 0.46 * Math.cos(2 * Math.PI * i / (WINDOW - 1)));
        }
        double[] correlation = new double[ORDER + 1];
        for (int lag = 0; lag <= ORDER; lag++) {
            for (int i = lag; i < WINDOW; i++) {
                correlation[lag] += windowed[i] * windowed[i - lag];
            }
        }
        correlation[0] = correlation[0] * 1.0001 + 1;
        return correlation;
    }

    /** Computes the coefficients with the Levinson-Durbin recursion; returns the energy of the prediction error. */
    private static double predict(double[] correlation, double[] coefficients) {
        coefficients[0] = 1;
        double error = correlation[0];
        for (int i = 1; i <= ORDER; i++) {
            double reflection = correlation[i];
            for (int j = 1; j < i; j++) {
                reflection += coefficients[j] * correlation[i - j];
            }
            reflection = -reflection / error;
            double[] before = coefficients.clone();
            for (int j = 1; j < i; j++) {
                coefficients[j] = before[j] + reflection * before[i - j];
            }
            coefficients[i] = reflection;
            error *= 1 - reflection * reflection;
        }
        return error;
    }
}
