package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerSpectrumTest {
    @Test
    void thePowerIsThatOfADirectFourierTransformWithAHannWindow() {
        Random random = new Random(1);
        float[] samples = new float[PowerSpectrum.WINDOW];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (1_000 * random.nextGaussian() + 3_000 * Math.sin(i));
        }
        float[] power = new float[PowerSpectrum.BINS];

        new PowerSpectrum().compute(samples, power);

        for (int bin = 0; bin < power.length; bin++) {
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < samples.length; i++) {
                double windowed = samples[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / samples.length));
                real += windowed * Math.cos(2 * Math.PI * bin * i / samples.length);
                imaginary -= windowed * Math.sin(2 * Math.PI * bin * i / samples.length);
            }
            double expected = real * real + imaginary * imaginary;
            assertThat((double) power[bin]).as("bin " + bin).isCloseTo(expected, within(1e-3 * expected + 1_000));
        }
    }
}
