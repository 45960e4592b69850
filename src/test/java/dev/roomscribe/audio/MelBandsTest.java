package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MelBandsTest {
    /** The network was trained with exact logarithms. */
    @Test
    void theLogarithmIsNearlyExact() {
        for (double exponent = 1; exponent < 13; exponent += 0.000_7) {
            float value = (float) Math.pow(10, exponent);

            assertThat((double) MelBands.log10(value)).isCloseTo(Math.log10(value), within(2e-6));
        }
    }
}
