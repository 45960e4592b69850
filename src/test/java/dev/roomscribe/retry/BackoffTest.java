package dev.roomscribe.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"1, 125, 250", "2, 250, 500", "5, 2000, 4000", "6, 2500, 5000", "1000000, 2500, 5000"})
    void theDelayDoublesUpToTheLongest(int failures, long shortestMs, long longestMs) {
        assertThat(new Backoff(FIRST, LONGEST, () -> 0).delay(failures)).hasMillis(shortestMs);
        assertThat(new Backoff(FIRST, LONGEST, () -> 1).delay(failures)).hasMillis(longestMs);
        assertThat(Backoff.between(FIRST, LONGEST).delay(failures))
                .isBetween(Duration.ofMillis(shortestMs), Duration.ofMillis(longestMs));
    }

    @Test
    void aLongFirstDelayDoesNotOverflow() {
        Duration day = Duration.ofDays(1);
        assertThat(new Backoff(day, day, () -> 1).delay(Integer.MAX_VALUE)).isEqualTo(day);
    }

    @Test
    void invalidDelaysAreRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.between(LONGEST, FIRST));
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.between(Duration.ofMillis(-1), LONGEST));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(FIRST, LONGEST).delay(0));
    }
}
