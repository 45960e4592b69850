package dev.roomscribe.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.simulation.check.TimeErrors;
import dev.roomscribe.simulation.clock.LoggedErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    private record Failure(Schedule schedule, List<String> violations) {}

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
            Schedule schedule = Schedules.of(Long.parseLong(SEED));
            report(new Failure(schedule, violations(schedule, errors)));
            return;
        }
        long firstSeed = RANDOM ? System.nanoTime() : FIXED_SEED;
        AtomicReference<Failure> failing = new AtomicReference<>();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> runs = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                    for (int i = next.getAndIncrement();
                            i < SCHEDULES && failing.get() == null;
                            i = next.getAndIncrement()) {
                        Schedule schedule = Schedules.of(seed(firstSeed, i));
                        List<String> violations = violations(schedule, errors);
                        if (!violations.isEmpty()) {
                            failing.compareAndSet(null, new Failure(schedule, violations));
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
            report(failing.get());
        }
        assertThat(errors.percentile(0.99)).as("error of the times").isLessThanOrEqualTo(MAX_P99_MILLIS);
    }

    private static long seed(long first, int number) {
        return new SplittableRandom(first + number).nextLong();
    }

    private static List<String> violations(Schedule schedule, TimeErrors errors) {
        try {
            return Simulation.run(schedule, errors);
        } catch (RuntimeException | AssertionError failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            return List.of("the simulation has failed: " + trace);
        }
    }

    /** Fails with the violations and with the smallest schedule that violates anything. */
    private static void report(Failure failure) {
        if (failure.violations.isEmpty()) {
            return;
        }
        Schedule smallest = Shrinker.shrink(
                failure.schedule, other -> !violations(other, new TimeErrors()).isEmpty());
        throw new AssertionError("-Dsimulation.seed=" + failure.schedule.seed() + " fails:\n"
                + String.join("\n", failure.violations) + "\n\nThe smallest schedule that fails: " + smallest + "\n"
                + String.join("\n", violations(smallest, new TimeErrors())));
    }
}
