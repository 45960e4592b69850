package dev.roomscribe.simulation;

import dev.roomscribe.simulation.Move.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Random schedules: a meeting of a few people that lasts some seconds, and a few things that go wrong in it. */
final class Schedules {
    private static final int LAST_START = People.LAST_START;
    static final Set<Kind> DISK = Set.of(Kind.FILL_DISK, Kind.BREAK_DISK, Kind.BREAK_LOG, Kind.DELETE_TRANSCRIPTS);

    private static final Set<Kind> ENDS = Set.of(Kind.CRASH, Kind.RESTART);

    private final SplittableRandom random;
    private final List<Move> moves = new ArrayList<>();

    private Schedules(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns the schedule of a seed. */
    static Schedule of(long seed) {
        return new Schedules(seed).schedule(seed);
    }

    private Schedule schedule(long seed) {
        int length = 300 + random.nextInt(400);
        int people = 1 + random.nextInt(3);
        boolean inMemory = random.nextInt(8) == 0;
        add(Kind.START, random.nextInt(LAST_START), 0, 0);
        for (int person = 0; person < people; person++) {
            People.add(moves, random, person, length);
        }
        int faults = random.nextInt(4);
        for (int i = 0; i < faults; i++) {
            addFault(length, people);
        }
        if (random.nextInt(4) == 0) {
            addCombination(length, people);
        } else {
            addLifecycle(length, inMemory);
        }
        removeHopelessMoves(inMemory);
        return new Schedule(seed, inMemory, resumes(seed, inMemory), moves);
    }

    /** While no process runs, only the wall clock tells how much time passes. */
    private boolean resumes(long seed, boolean inMemory) {
        return !inMemory && seed % 2 == 0 && moves.stream().noneMatch(move -> move.kind() == Kind.SET_CLOCK_BACK);
    }

    private void addFault(int length, int people) {
        int at = random.nextInt(length);
        int person = random.nextInt(people);
        int duration = 5 + random.nextInt(random.nextInt(3) == 0 ? 500 : 120);
        Kind[] kinds = {
            Kind.LOSE,
            Kind.STALL,
            Kind.STALL,
            Kind.STALL_FAST,
            Kind.STALL_FAST,
            Kind.STALL_SLOW,
            Kind.DISCONNECT,
            Kind.BUSY,
            Kind.LOSE_DECODERS,
            Kind.POISON,
            Kind.FAIL_DECODERS,
            Kind.STOP_DECODERS,
            Kind.SLOW_DECODERS,
            Kind.FILL_DISK,
            Kind.BREAK_DISK,
            Kind.BREAK_LOG,
            Kind.DELETE_TRANSCRIPTS,
            Kind.FAIL_REST,
            Kind.LOSE_ANSWER,
            Kind.SLOW_REST,
            Kind.LOSE_NOTIFICATIONS,
            Kind.REPEAT_NOTIFICATIONS,
            Kind.DELAY_NOTIFICATIONS,
            Kind.SET_CLOCK_BACK,
            Kind.THROW_IN_OBSERVER,
            Kind.RECONNECT_READER
        };
        Kind kind = kinds[random.nextInt(kinds.length)];
        int amount = switch (kind) {
            case LOSE -> 2 + random.nextInt(60);
            case BUSY -> 5 + random.nextInt(150);
            case STOP_DECODERS, BREAK_DISK, BREAK_LOG, FAIL_REST -> 100 + random.nextInt(900);
            case SET_CLOCK_BACK -> 1 + random.nextInt(90);
            default -> duration;
        };
        add(kind, at, person, amount);
        if (DISK.contains(kind) && random.nextInt(3) == 0) {
            addDiskFault(at, amount);
        }
    }

    /** Another fault of the disk before the first one is over, or a change of the clock. */
    private void addDiskFault(int at, int length) {
        Kind[] kinds = {Kind.FILL_DISK, Kind.BREAK_DISK, Kind.BREAK_LOG, Kind.DELETE_TRANSCRIPTS, Kind.SET_CLOCK_BACK};
        Kind kind = kinds[random.nextInt(kinds.length)];
        add(kind, at + random.nextInt(1 + length), 0, 10 + random.nextInt(300));
    }

    /** Things that rarely happen together by chance, but matter when they do. */
    private void addCombination(int length, int people) {
        int at = 100 + random.nextInt(length);
        int person = random.nextInt(people);
        switch (random.nextInt(5)) {
            case 0 -> {
                // The session ends while recognition is far behind.
                add(Kind.STOP_DECODERS, at, 0, 600 + random.nextInt(600));
                add(Kind.SAY, at + random.nextInt(50), person, 1 + random.nextInt(3));
                add(random.nextBoolean() ? Kind.STOP : Kind.RESTART, at + 60 + random.nextInt(100), 0, 30);
            }
            case 1 -> {
                // A stream is given up while audio waits.
                add(Kind.STOP_DECODERS, at, 0, 30 + random.nextInt(200));
                add(Kind.FAIL_DECODERS, at, 0, 100 + random.nextInt(300));
                add(Kind.SAY, at + random.nextInt(50), person, 1 + random.nextInt(4));
            }
            case 2 -> {
                // A person talks before Fishjam has described that person, and the session ends.
                add(Kind.LOSE_NOTIFICATIONS, at, 0, 800);
                add(Kind.FAIL_REST, at, 0, 800);
                add(Kind.JOIN, at + random.nextInt(20), people, 0);
                add(Kind.SAY, at + 30 + random.nextInt(30), people, 1 + random.nextInt(3));
                add(random.nextBoolean() ? Kind.STOP : Kind.CRASH, at + 100 + random.nextInt(200), 0, 20);
            }
            case 3 -> {
                // The files cannot be read when the room is started again.
                add(random.nextBoolean() ? Kind.CRASH : Kind.RESTART, at, 0, 20 + random.nextInt(50));
                add(Kind.BREAK_LOG, at + 10, 0, 100 + random.nextInt(400));
                if (random.nextBoolean()) {
                    add(Kind.SET_CLOCK_BACK, at + 90 + random.nextInt(30), 0, 1 + random.nextInt(90));
                }
                add(Kind.START, at + 120 + random.nextInt(50), 0, 0);
                add(Kind.SAY, at + 180 + random.nextInt(200), person, 1 + random.nextInt(3));
            }
            default -> add(Kind.THROW_IN_OBSERVER, at, 0, 0);
        }
    }

    /** The session may be stopped, the process may end, and the room may be started again. */
    private void addLifecycle(int length, boolean inMemory) {
        int at = length / 3 + random.nextInt(length);
        int choice = random.nextInt(inMemory ? 4 : 8);
        int downtime = 10 + random.nextInt(150);
        if (choice < 2) {
            // The session is stopped when everything is over.
            return;
        } else if (choice < 4) {
            add(Kind.STOP, at, 0, 0);
        } else if (choice < 7) {
            add(Kind.CRASH, at, 0, downtime);
        } else {
            add(Kind.RESTART, at, 0, downtime);
        }
        if (random.nextBoolean()) {
            add(Kind.START, at + downtime + 1 + random.nextInt(200), 0, 0);
        }
    }

    /** Removes what no service could survive without loss. */
    private void removeHopelessMoves(boolean inMemory) {
        // A process cannot restore the files of an earlier one, and a crash needs the files.
        int end = moves.stream()
                .filter(move -> move.kind() == Kind.CRASH || move.kind() == Kind.RESTART)
                .mapToInt(move -> move.kind() == Kind.CRASH ? 0 : move.atTicks())
                .min()
                .orElse(Integer.MAX_VALUE);
        moves.removeIf(move -> move.kind() == Kind.DELETE_TRANSCRIPTS && move.atTicks() > end);
        // While the disk takes nothing, only the wall clock tells later how long the session was running.
        int lastEnd = moves.stream()
                .filter(move -> ENDS.contains(move.kind()))
                .mapToInt(Move::atTicks)
                .max()
                .orElse(0);
        if (moves.stream().anyMatch(move -> DISK.contains(move.kind()) && move.atTicks() < lastEnd)) {
            moves.removeIf(move -> move.kind() == Kind.SET_CLOCK_BACK);
        }
        if (inMemory) {
            moves.replaceAll(move -> ENDS.contains(move.kind())
                    ? new Move(Kind.STOP, move.atTicks(), move.person(), move.amount())
                    : move);
        }
    }

    private void add(Kind kind, int at, int person, int amount) {
        moves.add(new Move(kind, Math.max(0, at), person, amount));
    }
}
