package dev.roomscribe.simulation;

import dev.roomscribe.simulation.check.EventCheck;
import dev.roomscribe.simulation.check.ReaderCheck;
import dev.roomscribe.simulation.check.SpeechCheck;
import dev.roomscribe.simulation.check.StoredLog;
import dev.roomscribe.simulation.check.TimeErrors;
import dev.roomscribe.simulation.clock.LoggedErrors;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.service.SessionRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs one schedule and checks what must hold afterwards. */
final class Simulation {
    /** How long everything may take to settle after the last move. */
    private static final long MAX_SETTLING_MILLIS = 120_000;

    private static final long MIN_SETTLING_MILLIS = 1_500;

    /** What neither delays audio nor its recognition. The last audio of a person who leaves in a word stays open for long. */
    private static final Set<Move.Kind> UNDISTURBED = Set.of(
            Move.Kind.START,
            Move.Kind.STOP,
            Move.Kind.CRASH,
            Move.Kind.RESTART,
            Move.Kind.JOIN,
            Move.Kind.MUTE,
            Move.Kind.UNMUTE,
            Move.Kind.SAY,
            Move.Kind.SET_CLOCK_BACK);

    private final Schedule schedule;
    private final TimeErrors errors;
    private final List<String> violations = new ArrayList<>();

    private Simulation(Schedule schedule, TimeErrors errors) {
        this.schedule = schedule;
        this.errors = errors;
    }

    /** Returns how the schedule violates the invariants; nothing if it does not. */
    static List<String> run(Schedule schedule, TimeErrors errors) {
        return new Simulation(schedule, errors).run();
    }

    private List<String> run() {
        List<String> logged = LoggedErrors.collect();
        SimulatedWorld world = new SimulatedWorld(schedule);
        VirtualTime time = world.time();
        long last = 0;
        for (Move move : schedule.moves()) {
            last = Math.max(last, move.endMillis());
            time.at(VirtualTime.atMillis((double) move.atMillis()), () -> world.perform(move));
        }
        time.runUntil(VirtualTime.atMillis((double) (last + MIN_SETTLING_MILLIS)));
        world.end();
        double until = time.millis() + MAX_SETTLING_MILLIS;
        while (!world.isSettled() && time.millis() < until) {
            time.runUntil(time.nanos() + 500_000_000);
        }
        world.unsettled().forEach(violations::add);
        StoredLog log = world.readLog();
        SimulatedFishjam fishjam = world.fishjam();
        boolean readable = !schedule.has(Move.Kind.BREAK_DISK) && !schedule.has(Move.Kind.BREAK_LOG);
        boolean storable =
                readable && !schedule.has(Move.Kind.FILL_DISK) && !schedule.has(Move.Kind.DELETE_TRANSCRIPTS);
        new EventCheck(log, readable, storable, endedUnreadable(world), violations).run();
        if (schedule.has(Move.Kind.SET_CLOCK_BACK)) {
            // Nothing tells how long no process ran.
            log.ends()
                    .forEach(end -> world.sessions().stream()
                            .filter(run -> end.sessionId().equals(run.id()))
                            .forEach(run -> run.crashedAsFarAsKnown(end.at())));
        }
        SpeechCheck speech = new SpeechCheck(log, fishjam, sessionsToCheck(world, log), errors, violations);
        speech.run();
        if (schedule.moves().stream().allMatch(move -> UNDISTURBED.contains(move.kind()))) {
            speech.checkCrashGaps();
        }
        ReaderCheck readers = new ReaderCheck(log, new HashSet<>(world.shownButLost()), violations);
        readers.run("the first reader", world.firstReader());
        readers.run("the second reader", world.secondReader());
        // Without its journal, a process cannot know the agents of the one before.
        boolean journalMayBeLost = (schedule.has(Move.Kind.CRASH) || schedule.has(Move.Kind.RESTART))
                && (schedule.has(Move.Kind.FILL_DISK) || schedule.has(Move.Kind.BREAK_DISK));
        fishjam.agents().stream().filter(agent -> !journalMayBeLost).forEach(agent -> violations.add("stray " + agent));
        fishjam.foreignPeersDeleted().forEach(peer -> violations.add(peer + " was deleted"));
        time.failures().forEach(failure -> violations.add("a task has thrown " + Runs.describe(failure)));
        logged.stream().filter(error -> !isExpected(error)).forEach(error -> violations.add("logged: " + error));
        return violations;
    }

    /** Returns the sessions that may have ended before the files of earlier ones could be read. */
    private Set<String> endedUnreadable(SimulatedWorld world) {
        double readableAgain = schedule.moves().stream()
                .filter(move -> move.kind() == Move.Kind.BREAK_DISK || move.kind() == Move.Kind.BREAK_LOG)
                .mapToDouble(Move::endMillis)
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        return world.sessions().stream()
                .filter(run -> run.endNanos() < VirtualTime.atMillis(readableAgain + MIN_SETTLING_MILLIS))
                .map(run -> String.valueOf(run.id()))
                .collect(Collectors.toSet());
    }

    /** Nothing can be stated about a session of which the disk has taken nothing before its process ended. */
    private static List<SessionRun> sessionsToCheck(SimulatedWorld world, StoredLog log) {
        return world.sessions().stream()
                .filter(run -> !world.shownButLost().contains(run.id()) || log.hasSession(run.id()))
                .<SessionRun>map(run -> run)
                .toList();
    }

    private boolean isExpected(String error) {
        boolean disk = schedule.has(Move.Kind.FILL_DISK)
                || schedule.has(Move.Kind.BREAK_DISK)
                || schedule.has(Move.Kind.BREAK_LOG)
                || schedule.has(Move.Kind.DELETE_TRANSCRIPTS);
        return (disk && error.contains("transcript"))
                || (schedule.has(Move.Kind.THROW_IN_OBSERVER) && error.contains("simulated observer"));
    }
}
