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
 * Whatever happens to three nodes and to Redis, one of them runs the session, and its words and events are as they must be
 * for readers on every node. Run one schedule again with {@code -Dsimulation.cluster.seed=…}, more of them with {@code
 * -Dsimulation.cluster.schedules=…}, and others in every run with {@code -Dsimulation.cluster.random=true}.
 */
@Tag("simulation")
class ClusterSimulationTest {
    /** What takes a minute on two cores; a change of a cluster is tested with 10,000. */
    private static final int SCHEDULES = 1_500;

    private static final double MAX_P99_MILLIS = 50;

    private final Runs runs = new Runs("simulation.cluster", ClusterSchedules::of, ClusterSimulation::run);
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

    /** Errors of the session's clock would add up. */
    @Test
    void aSessionThatIsContinuedManyTimesWithASlowRedisKeepsItsTimes() {
        TimeErrors errors = new TimeErrors();
        assertThat(ClusterSimulation.run(ClusterSchedules.ofManyTakeovers(), errors))
                .isEmpty();
        assertThat(errors.percentile(1)).as("error of the times").isLessThanOrEqualTo(MAX_P99_MILLIS);
    }
}
