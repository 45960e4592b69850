package dev.roomscribe.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuCountTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "2, 2", "0.5, 0.5", "500m, 0.5", "1000m, 1", "' 4 ', 4", "1024, 1024"})
    void numbersAreWrittenAsInKubernetes(String text, double value) {
        assertThat(CpuCount.of(text).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "two", "1.", "NaN", "1e3", "1025", "2000000m", "500 m"})
    void otherTextIsRejected(String text) {
        assertThatThrownBy(() -> CpuCount.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be");
    }
}
