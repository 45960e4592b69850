package dev.roomscribe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.simulation.check.TimeErrors;
import dev.roomscribe.simulation.clock.LoggedErrors;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens during a session, its words, times, events and agents are as they must be. Run one schedule again with
 * {@code -Dsimulation.seed=…}, more of them with {@code -Dsimulation.schedules=…}, and others in every run with {@code
 * -Dsimulation.random=true}.
 */
@Tag("simulation")
class SimulationTest {
    private static final int SCHEDULES = 10_000;
    private static final double MAX_P99_MILLIS = 50;

    private final Runs runs = new Runs("simulation", Schedules::of, Simulation::run);
    private LoggedErrors log;

    @BeforeEach
    void collectErrors() {
        log = new LoggedErrors(runs.seed() != null);
    }

    @AfterEach
    void restoreLog() {
        log.close();
    }

    @Test
    void everyScheduleKeepsTheInvariants() throws ExecutionException, InterruptedException {
        TimeErrors errors = runs.run(SCHEDULES);
        assertThat(errors.percentile(0.99)).as("error of the times").isLessThanOrEqualTo(MAX_P99_MILLIS);
    }
}
