package dev.roomscribe.simulation;

import dev.roomscribe.simulation.Move.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random schedules of a cluster: a meeting, starts and stops through any node, and what goes wrong meanwhile. */
final class ClusterSchedules {
    static final int NODES = 3;

    private static final int TAKEOVER_ROUNDS = 24;
    /** Longer than a takeover takes, in units of 10 ms. */
    private static final int TAKEOVER_ROUND = 900;

    private static final Kind[] NODE_FAULTS = {
        Kind.CRASH,
        Kind.CRASH,
        Kind.CRASH,
        Kind.RESTART,
        Kind.PAUSE,
        Kind.PAUSE,
        Kind.CUT_LINK,
        Kind.CUT_LINK,
        Kind.FREEZE_LINK,
        Kind.FREEZE_LINK,
        Kind.SLOW_LINK,
        Kind.LOSE_REDIS_ANSWER
    };

    private static final Kind[] OTHER_FAULTS = {
        Kind.RESTART_REDIS,
        Kind.FILL_REDIS,
        Kind.STALL,
        Kind.STALL_FAST,
        Kind.DISCONNECT,
        Kind.BUSY,
        Kind.LOSE_DECODERS,
        Kind.FAIL_REST,
        Kind.LOSE_ANSWER,
        Kind.SLOW_REST,
        Kind.LOSE_NOTIFICATIONS,
        Kind.DELAY_NOTIFICATIONS,
        Kind.RECONNECT_READER
    };

    private final SplittableRandom random;
    private final List<Move> moves = new ArrayList<>();

    private ClusterSchedules(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns the schedule of a seed. */
    static Schedule of(long seed) {
        return new ClusterSchedules(seed).schedule(seed);
    }

    /** Returns a schedule in which one person talks while the nodes crash in turn, and commands to Redis take long. */
    static Schedule ofManyTakeovers() {
        ClusterSchedules schedules = new ClusterSchedules(1);
        schedules.add(Kind.START, 0, 0, 0);
        schedules.add(Kind.JOIN, 0, 0, 0);
        for (int round = 0; round < TAKEOVER_ROUNDS; round++) {
            int at = round * TAKEOVER_ROUND;
            for (int node = 0; node < NODES; node++) {
                schedules.add(Kind.SLOW_LINK, at, node, TAKEOVER_ROUND);
            }
            schedules.add(Kind.SAY, at, 0, 4);
            schedules.add(Kind.SAY, at + TAKEOVER_ROUND / 2, 0, 4);
            schedules.add(Kind.CRASH, at + TAKEOVER_ROUND / 3, round % NODES, TAKEOVER_ROUND / 2);
        }
        return new Schedule(1, false, true, schedules.moves);
    }

    private Schedule schedule(long seed) {
        int length = 300 + random.nextInt(500);
        add(Kind.START, random.nextInt(People.LAST_START), random.nextInt(NODES), random.nextInt(NODES));
        int people = 1 + random.nextInt(2);
        for (int person = 0; person < people; person++) {
            People.add(moves, random, person, length);
        }
        int faults = 1 + random.nextInt(3);
        for (int i = 0; i < faults; i++) {
            addNodeFault(length);
        }
        if (random.nextInt(2) == 0) {
            addOtherFault(length, people);
        }
        if (random.nextInt(3) == 0) {
            int stop = length / 3 + random.nextInt(length);
            add(Kind.STOP, stop, random.nextInt(NODES), 0);
            if (random.nextBoolean()) {
                add(Kind.START, stop + random.nextInt(200), random.nextInt(NODES), random.nextInt(NODES));
            }
        }
        return new Schedule(seed, false, true, moves);
    }

    private void addNodeFault(int length) {
        int at = random.nextInt(length);
        int node = random.nextInt(NODES);
        Kind kind = NODE_FAULTS[random.nextInt(NODE_FAULTS.length)];
        add(kind, at, node, 5 + random.nextInt(random.nextBoolean() ? 250 : 800));
        if (random.nextInt(4) == 0) {
            // The same at the same time on another node.
            add(kind, at + random.nextInt(100), (node + 1) % NODES, 5 + random.nextInt(300));
        }
    }

    private void addOtherFault(int length, int people) {
        Kind kind = OTHER_FAULTS[random.nextInt(OTHER_FAULTS.length)];
        int amount = switch (kind) {
            case BUSY -> 5 + random.nextInt(150);
            case RESTART_REDIS, FILL_REDIS -> 10 + random.nextInt(600);
            default -> 5 + random.nextInt(300);
        };
        add(kind, random.nextInt(length), random.nextInt(Math.max(NODES, people)), amount);
    }

    private void add(Kind kind, int at, int subject, int amount) {
        moves.add(new Move(kind, at, subject, amount));
    }
}
