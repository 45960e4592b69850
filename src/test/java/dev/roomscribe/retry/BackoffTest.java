package dev.roomscribe.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Duration INITIAL = Duration.ofMillis(250);
    private static final Duration MAX = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"1, 125, 250", "2, 250, 500", "5, 2000, 4000", "6, 2500, 5000", "1000000, 2500, 5000"})
    void theDelayDoublesUpToTheMaximum(int failures, long minMs, long maxMs) {
        assertThat(new Backoff(INITIAL, MAX, () -> 0).delay(failures)).hasMillis(minMs);
        assertThat(new Backoff(INITIAL, MAX, () -> 1).delay(failures)).hasMillis(maxMs);
        assertThat(Backoff.between(INITIAL, MAX).delay(failures))
                .isBetween(Duration.ofMillis(minMs), Duration.ofMillis(maxMs));
    }

    @Test
    void aLongInitialDelayDoesNotOverflow() {
        Duration day = Duration.ofDays(1);
        assertThat(new Backoff(day, day, () -> 1).delay(Integer.MAX_VALUE)).isEqualTo(day);
    }

    @Test
    void invalidDelaysAreRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.between(MAX, INITIAL));
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.between(Duration.ofMillis(-1), MAX));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(INITIAL, MAX).delay(0));
    }
}
