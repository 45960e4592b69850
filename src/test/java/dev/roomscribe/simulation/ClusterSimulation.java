package dev.roomscribe.simulation;

import dev.roomscribe.simulation.Move.Kind;
import dev.roomscribe.simulation.check.EventCheck;
import dev.roomscribe.simulation.check.ReaderCheck;
import dev.roomscribe.simulation.check.SpeechCheck;
import dev.roomscribe.simulation.check.StoredLog;
import dev.roomscribe.simulation.check.TimeErrors;
import dev.roomscribe.simulation.clock.LoggedErrors;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.service.SessionRun;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs one schedule of a cluster and checks what must hold meanwhile and afterwards. */
final class ClusterSimulation {
    private static final long MAX_SETTLING_MILLIS = 120_000;
    private static final long MIN_SETTLING_MILLIS = 4_000;
    /** How long a session may be without a node when everything works again. */
    private static final long MAX_TAKEOVER_MILLIS = 30_000;

    private static final long STEP_NANOS = 250_000_000;
    /** How long two agents may receive audio. */
    private static final long MAX_TWO_AGENTS_NANOS = 5_000_000_000L;

    private final Schedule schedule;
    private final TimeErrors errors;
    private final List<String> violations = new ArrayList<>();
    private long twoAgentsNanos;

    private ClusterSimulation(Schedule schedule, TimeErrors errors) {
        this.schedule = schedule;
        this.errors = errors;
    }

    /** Returns how the schedule violates the invariants; nothing if it does not. */
    static List<String> run(Schedule schedule, TimeErrors errors) {
        return new ClusterSimulation(schedule, errors).run();
    }

    private List<String> run() {
        List<String> logged = LoggedErrors.collect();
        ClusterWorld world = new ClusterWorld(schedule.seed(), violations);
        VirtualTime time = world.time();
        long last = 0;
        for (Move move : schedule.moves()) {
            last = Math.max(last, move.endMillis());
            time.at(VirtualTime.atMillis((double) move.atMillis()), () -> world.perform(move));
        }
        runUntil(world, (double) (last + MIN_SETTLING_MILLIS));
        double until = time.millis() + MAX_TAKEOVER_MILLIS;
        while (!world.isTakenOver() && time.millis() < until) {
            runUntil(world, time.millis() + 500);
        }
        if (!world.isTakenOver()) {
            violations.add("no node continues the session");
        }
        until = time.millis() + MAX_SETTLING_MILLIS;
        while (!world.unsettled().isEmpty() && time.millis() < until) {
            world.end();
            runUntil(world, time.millis() + 500);
        }
        violations.addAll(world.unsettled());
        // By then every node has compared what it has with Redis.
        runUntil(world, time.millis() + MIN_SETTLING_MILLIS);
        check(world);
        time.failures().forEach(failure -> violations.add("a task has thrown " + Runs.describe(failure)));
        logged.stream().filter(error -> !isExpected(error)).forEach(error -> violations.add("logged: " + error));
        return violations;
    }

    private void runUntil(ClusterWorld world, double millis) {
        VirtualTime time = world.time();
        while (time.millis() < millis) {
            time.runUntil(Math.min(time.nanos() + STEP_NANOS, VirtualTime.atMillis(millis)));
            twoAgentsNanos = world.fishjam().connectedAgents() > 1 ? twoAgentsNanos + STEP_NANOS : 0;
            if (twoAgentsNanos > MAX_TWO_AGENTS_NANOS
                    && !schedule.has(Kind.FAIL_REST)
                    && !schedule.has(Kind.SLOW_REST)) {
                violations.add("two agents have received audio for too long at " + time.millis());
                twoAgentsNanos = Long.MIN_VALUE;
            }
        }
    }

    private void check(ClusterWorld world) {
        StoredLog log = world.log();
        new EventCheck(log, true, true, Set.of(), violations).run();
        new SpeechCheck(log, world.fishjam(), runs(world, log), errors, violations).run();
        ReaderCheck readers = new ReaderCheck(log, Set.of(), violations);
        for (int i = 0; i < world.readers().size(); i++) {
            readers.run("reader " + i, world.readers().get(i));
        }
        world.fishjam().foreignPeersDeleted().forEach(peer -> violations.add(peer + " was deleted"));
    }

    /** Returns what happened to the sessions when, as far as Redis has seen it. */
    private static List<SessionRun> runs(ClusterWorld world, StoredLog log) {
        Map<String, SessionRun> runs = new LinkedHashMap<>();
        for (StoredLog.Entry entry : log.entries()) {
            DurableEvent event = entry.event();
            long at = world.ownership().appended().get(entry.id());
            if (event instanceof SessionStarted started) {
                run(world, runs, started).listening(at);
            } else if (event instanceof SessionResumed resumed) {
                run(world, runs, resumed.asStarted()).resumed(at);
            } else if (event instanceof SessionEnded ended) {
                SessionRun run = runs.get(ended.sessionId());
                if (run != null) {
                    run.ending(run.createdNanos() + Math.round(ended.at() * 1e9), false);
                }
            }
        }
        world.ownership()
                .takeovers()
                .forEach(at -> runs.values().stream()
                        .filter(run -> at < run.endNanos())
                        .forEach(run -> run.interrupted(at)));
        world.suspensions().forEach(at -> runs.values().forEach(run -> run.suspended(at)));
        return List.copyOf(runs.values());
    }

    private static SessionRun run(ClusterWorld world, Map<String, SessionRun> runs, SessionStarted started) {
        return runs.computeIfAbsent(started.sessionId(), id -> {
            SessionRun run = new SessionRun(world.clockOf(id).nanosAt(started.startedAt()));
            run.setId(id);
            return run;
        });
    }

    private boolean isExpected(String error) {
        return schedule.has(Kind.FILL_REDIS) && error.contains("Redis");
    }
}
