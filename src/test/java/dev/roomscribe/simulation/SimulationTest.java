package dev.roomscribe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.simulation.check.TimeErrors;
import dev.roomscribe.simulation.clock.LoggedErrors;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens during a session, its words, times, events and agents are as they must be. Run one schedule again with
 * {@code -Dsimulation.seed=…}, more of them with {@code -Dsimulation.schedules=…}, and others in every run with {@code
 * -Dsimulation.random=true}.
 */
class SimulationTest {
    private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 10_000);
    private static final String SEED = System.getProperty("simulation.seed");
    /** Other schedules in every run; by default a run can be repeated. */
    private static final boolean RANDOM = Boolean.getBoolean("simulation.random");

    private static final int THREADS = 2;
    private static final long FIXED_SEED = 20_260_301;
    private static final double MAX_P99_MILLIS = 50;

    private final TimeErrors errors = new TimeErrors();
    private LoggedErrors log;

    @BeforeEach
    void collectErrors() {
        log = new LoggedErrors(SEED != null);
    }

    @AfterEach
    void restoreLog() {
        log.close();
    }

    @Test
    void everyScheduleKeepsTheInvariants() throws ExecutionException, InterruptedException {
        if (SEED != null) {
            check(Schedules.of(Long.parseLong(SEED)));
            return;
        }
        long firstSeed = RANDOM ? System.nanoTime() : FIXED_SEED;
        AtomicReference<Schedule> failing = new AtomicReference<>();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> runs = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                    for (int i = next.getAndIncrement();
                            i < SCHEDULES && failing.get() == null;
                            i = next.getAndIncrement()) {
                        Schedule schedule = Schedules.of(seed(firstSeed, i));
                        if (!Simulation.run(schedule, errors).isEmpty()) {
                            failing.compareAndSet(null, schedule);
                        }
                    }
                }))
                .toList();
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();
        System.out.println("Simulation: " + errors);
        if (failing.get() != null) {
            check(failing.get());
        }
        assertThat(errors.percentile(0.99)).as("error of the times").isLessThanOrEqualTo(MAX_P99_MILLIS);
    }

    private static long seed(long first, int number) {
        return new SplittableRandom(first + number).nextLong();
    }

    private static void check(Schedule schedule) {
        List<String> violations = Simulation.run(schedule, new TimeErrors());
        if (violations.isEmpty()) {
            return;
        }
        Schedule smallest = Shrinker.shrink(
                schedule, other -> !Simulation.run(other, new TimeErrors()).isEmpty());
        throw new AssertionError("-Dsimulation.seed=" + schedule.seed() + " fails:\n" + String.join("\n", violations)
                + "\n\nThe smallest schedule that fails: " + smallest + "\n"
                + String.join("\n", Simulation.run(smallest, new TimeErrors())));
    }
}
