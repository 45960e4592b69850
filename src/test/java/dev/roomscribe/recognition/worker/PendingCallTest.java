package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PendingCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long SECOND = 1_000_000_000;

    private static int secondsUntilItHangs(long cpuPerSecond) {
        PendingCall call = new PendingCall(false);
        for (int second = 1; second < 1_000; second++) {
            call.onStillPending(SECOND, cpuPerSecond);
            if (call.hangs(LIMIT)) {
                return second;
            }
        }
        return -1;
    }

    @Test
    void aCallThatKeepsUsingProcessorTimeHangs() {
        assertThat(secondsUntilItHangs(SECOND)).isEqualTo(11);
    }

    @Test
    void aCallThatSharesTheProcessorGetsMoreTime() {
        assertThat(secondsUntilItHangs(SECOND / 2)).isEqualTo(21);
    }

    @Test
    void aCallThatUsesNoProcessorTimeHangsAfterThreeTimesTheLimit() {
        assertThat(secondsUntilItHangs(0)).isEqualTo(31);
    }
}
