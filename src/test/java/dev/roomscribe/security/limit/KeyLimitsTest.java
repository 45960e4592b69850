package dev.roomscribe.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.KeyReference;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {
    private final KeyLimits limits = new KeyLimits();
    private final KeyReference key = new KeyReference("a", "1", new KeyQuota(2, 2, 3));
    private final KeyReference other = new KeyReference("b", "2", new KeyQuota(2, 2, 3));

    @Test
    void startsArePerKeyAndPerMinute() {
        for (int i = 0; i < 3; i++) {
            assertThat(limits.tryStart(key)).isTrue();
        }
        assertThat(limits.tryStart(key)).isFalse();
        assertThat(limits.tryStart(other)).isTrue();
    }

    @Test
    void streamThatHasEndedMakesPlaceForAnother() {
        assertThat(limits.tryOpenStream(key)).isTrue();
        assertThat(limits.tryOpenStream(key)).isTrue();
        assertThat(limits.tryOpenStream(key)).isFalse();
        assertThat(limits.tryOpenStream(other)).isTrue();

        limits.closeStream(key);

        assertThat(limits.tryOpenStream(key)).isTrue();
        assertThat(limits.tryOpenStream(key)).isFalse();
    }

    @Test
    void streamsOfAKeyThatWasChangedStillCount() {
        limits.tryOpenStream(key);
        limits.tryOpenStream(key);

        assertThat(limits.tryOpenStream(new KeyReference("a", "7", new KeyQuota(0, 2, 0))))
                .isFalse();
    }

    @Test
    void sessionCountsUntilItEnds() {
        assertThat(limits.tryStartSession(key)).isTrue();
        assertThat(limits.tryStartSession(key)).isTrue();
        assertThat(limits.tryStartSession(key)).isFalse();
        assertThat(limits.tryStartSession(other)).isTrue();

        limits.endSession(key);

        assertThat(limits.tryStartSession(key)).isTrue();
        assertThat(limits.tryStartSession(key)).isFalse();
    }

    @Test
    void zeroMeansNoLimit() {
        KeyReference unlimited = new KeyReference("c", "3", KeyQuota.UNLIMITED);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limits.tryStart(unlimited)).isTrue();
            assertThat(limits.tryOpenStream(unlimited)).isTrue();
            assertThat(limits.tryStartSession(unlimited)).isTrue();
        }
    }
}
