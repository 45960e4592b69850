package dev.roomscribe.simulation;

import dev.roomscribe.simulation.check.TimeErrors;
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
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Runs random schedules on two threads until one fails, and then finds the smallest schedule that fails.
 *
 * @param name begins the names of the system properties: of the seed of one schedule, of the number of schedules, and of
 *     whether to run others every time
 * @param schedules returns the schedule of a seed
 * @param simulation returns how a schedule violates the invariants
 */
record Runs(String name, LongFunction<Schedule> schedules, BiFunction<Schedule, TimeErrors, List<String>> simulation) {
    private static final int THREADS = 2;
    private static final long FIXED_SEED = 20_260_301;

    private record Failure(Schedule schedule, List<String> violations) {}

    /** Returns the seed of the one schedule to run; null to run many. */
    String seed() {
        return System.getProperty(name + ".seed");
    }

    /**
     * Runs the schedules; fails with the violations and with the smallest schedule that violates anything.
     *
     * @param usual how many schedules to run if the system property does not say otherwise
     * @return how far the times of words are off
     */
    TimeErrors run(int usual) throws ExecutionException, InterruptedException {
        TimeErrors errors = new TimeErrors();
        if (seed() != null) {
            Schedule schedule = schedules.apply(Long.parseLong(seed()));
            report(new Failure(schedule, violations(schedule, errors)));
            return errors;
        }
        int count = Integer.getInteger(name + ".schedules", usual);
        long firstSeed = Boolean.getBoolean(name + ".random") ? System.nanoTime() : FIXED_SEED;
        AtomicReference<Failure> failing = new AtomicReference<>();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> runs = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                    for (int i = next.getAndIncrement();
                            i < count && failing.get() == null;
                            i = next.getAndIncrement()) {
                        Schedule schedule = schedules.apply(new SplittableRandom(firstSeed + i).nextLong());
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
        System.out.println(name + ": " + errors);
        if (failing.get() != null) {
            report(failing.get());
        }
        return errors;
    }

    private List<String> violations(Schedule schedule, TimeErrors errors) {
        try {
            return simulation.apply(schedule, errors);
        } catch (RuntimeException | AssertionError failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            return List.of("the simulation has failed: " + trace);
        }
    }

    private void report(Failure failure) {
        if (failure.violations.isEmpty()) {
            return;
        }
        Schedule smallest = Shrinker.shrink(
                failure.schedule, other -> !violations(other, new TimeErrors()).isEmpty());
        throw new AssertionError("-D" + name + ".seed=" + failure.schedule.seed() + " fails:\n"
                + String.join("\n", failure.violations) + "\n\nThe smallest schedule that fails: " + smallest + "\n"
                + String.join("\n", violations(smallest, new TimeErrors())));
    }

    /** Describes what a task has thrown, with the first lines of its stack. */
    static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (int i = 0; i < Math.min(6, failure.getStackTrace().length); i++) {
            text.append("\n    at ").append(failure.getStackTrace()[i]);
        }
        return text.toString();
    }
}
