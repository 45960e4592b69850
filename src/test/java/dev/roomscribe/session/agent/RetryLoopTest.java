package dev.roomscribe.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.retry.Backoff;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryLoopTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), () -> 1);

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualEventLoop eventLoop = new VirtualEventLoop(time, new Lifetime());
    private final List<Double> runs = new ArrayList<>();
    private int failures;

    private RetryLoop start() {
        RetryLoop loop = new RetryLoop(eventLoop, BACKOFF, () -> {
            runs.add(time.millis());
            return failures-- > 0 ? Future.failedFuture("not yet") : Future.succeededFuture(true);
        });
        loop.start();
        return loop;
    }

    private void runUntilMillis(double millis) {
        time.runUntil(VirtualTime.atMillis(millis));
        assertThat(time.failures()).isEmpty();
    }

    @Test
    void taskIsRepeatedUntilNothingIsLeftAndRunsAgainWhenTriggered() {
        failures = 2;
        RetryLoop loop = start();
        runUntilMillis(60_000);
        assertThat(runs).hasSize(3);
        loop.trigger();
        runUntilMillis(62_000);
        assertThat(runs).hasSize(4);
    }

    /** Many sessions may fail one after another while Fishjam does not respond. */
    @Test
    void triggersThatNeverPauseDoNotPostponeTheTask() {
        RetryLoop loop = start();
        for (int millis = 100; millis <= 10_000; millis += 100) {
            loop.trigger();
            runUntilMillis(millis);
        }
        assertThat(runs).hasSizeGreaterThan(8);
    }

    @Test
    void triggerShortensALongDelay() {
        failures = 6;
        RetryLoop loop = start();
        runUntilMillis(20_000);
        int before = runs.size();
        loop.trigger();
        runUntilMillis(21_500);
        assertThat(runs).hasSizeGreaterThan(before);
    }

    @Test
    void nothingRunsAfterTheEnd() {
        failures = 100;
        RetryLoop loop = start();
        runUntilMillis(500);
        loop.close();
        loop.trigger();
        runUntilMillis(60_000);
        assertThat(runs).hasSize(1);
    }
}
