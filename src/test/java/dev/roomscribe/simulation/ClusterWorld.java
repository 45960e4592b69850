package dev.roomscribe.simulation;

import dev.roomscribe.simulation.check.OwnershipCheck;
import dev.roomscribe.simulation.check.StoredLog;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.redis.RedisModel;
import dev.roomscribe.simulation.service.ClusterNode;
import dev.roomscribe.simulation.service.Reader;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Three nodes with one Redis and one Fishjam: performs the moves of a schedule. */
final class ClusterWorld {
    private static final long SECOND = 1_000_000_000;
    private static final long MAX_CLOCK_DIFFERENCE_MILLIS = 2_000;
    private static final Duration MAX_STOP = Duration.ofSeconds(60);

    private final VirtualTime time;
    private final SplittableRandom random;
    private final SimulatedFishjam fishjam;
    private final Surroundings surroundings;
    private final RedisModel redis;
    private final OwnershipCheck ownership;
    private final List<ClusterNode.Machine> machines = new ArrayList<>();
    private final ClusterNode[] nodes = new ClusterNode[ClusterSchedules.NODES];
    private final List<Reader> readers = new ArrayList<>();
    private final int[] connectedTo = new int[ClusterSchedules.NODES];
    private final List<Long> suspensions = new ArrayList<>();
    private int processes;

    ClusterWorld(long seed, List<String> violations) {
        time = new VirtualTime(seed);
        random = new SplittableRandom(~seed);
        fishjam = new SimulatedFishjam(
                time, Duration.ofMillis(20 + random.nextInt(40)), Duration.ofMillis(1 + random.nextInt(15)));
        surroundings = new Surroundings(time, fishjam, random);
        redis = new RedisModel(time);
        ownership = new OwnershipCheck(time, redis, fishjam, violations);
        for (int number = 0; number < ClusterSchedules.NODES; number++) {
            VirtualClock clock = new VirtualClock(time);
            clock.adjust(Duration.ofMillis(random.nextLong(MAX_CLOCK_DIFFERENCE_MILLIS)));
            machines.add(new ClusterNode.Machine(number, new SimulatedDisk(), clock));
            startProcess(number);
            readers.add(new Reader(time, ownership::shown));
            connect(number, number);
        }
    }

    private void startProcess(int number) {
        ClusterNode process = new ClusterNode(time, machines.get(number), "process-" + ++processes, fishjam, redis);
        nodes[number] = process;
        ownership.add(process.lifetime(), process.instance(), number);
    }

    private void connect(int reader, int node) {
        connectedTo[reader] = node;
        readers.get(reader).connect(nodes[node]);
    }

    private boolean isRunning(int number) {
        return !nodes[number].lifetime().isEnded();
    }

    void perform(Move move) {
        long until = time.nanos() + move.amountMillis() * 1_000_000;
        int number = move.person() % ClusterSchedules.NODES;
        ClusterNode node = nodes[number];
        switch (move.kind()) {
            case START -> {
                // Several nodes at once: one of them gets the room.
                for (int i = 0; i <= move.amount(); i++) {
                    ClusterNode starting = nodes[(number + i) % ClusterSchedules.NODES];
                    time.at(time.nanos() + time.jitter(20_000_000), starting.lifetime(), starting::start);
                }
            }
            case STOP -> stop(time.nanos() + MAX_STOP.toNanos());
            case CRASH -> crash(number, until);
            case RESTART -> restart(number, until);
            case PAUSE -> node.lifetime().pause(until);
            case CUT_LINK -> node.link().cut(until);
            case FREEZE_LINK -> node.link().freeze(until);
            case SLOW_LINK -> node.link().slow(until, time.jitter(400_000_000));
            case LOSE_REDIS_ANSWER -> node.link().loseNextAnswer();
            case RESTART_REDIS -> redis.restart(until);
            case FILL_REDIS -> {
                redis.setFull(true);
                time.at(until, () -> redis.setFull(false));
            }
            case BUSY -> node.occupy(until);
            case LOSE_DECODERS -> List.of(nodes).forEach(each -> each.decoders().loseAll());
            case RECONNECT_READER -> reconnect(number);
            default -> surroundings.perform(move);
        }
    }

    /** A client stops the room at the node that runs the session, as soon as there is one. */
    private void stop(long latest) {
        ClusterNode owner = owner();
        if (owner != null) {
            owner.stop();
        } else if (ownership.hasRecord() && time.nanos() < latest) {
            time.at(time.nanos() + SECOND / 4, () -> stop(latest));
        }
    }

    private ClusterNode owner() {
        for (ClusterNode node : nodes) {
            if (!node.lifetime().isEnded()
                    && node.lifetime().pausedUntil() <= time.nanos()
                    && node.hasSession()
                    && ownership.isInCharge(node.lifetime())) {
                return node;
            }
        }
        return null;
    }

    private void crash(int number, long until) {
        if (isRunning(number)) {
            nodes[number].kill();
            onEnd(number, until);
        }
    }

    private void restart(int number, long until) {
        ClusterNode node = nodes[number];
        if (isRunning(number)) {
            time.at(time.nanos(), node.lifetime(), () -> {
                if (ownership.isInCharge(node.lifetime())) {
                    suspensions.add(time.nanos());
                }
                node.drain()
                        .onComplete(drained -> time.at(
                                time.nanos() + SECOND / 2,
                                node.lifetime(),
                                () -> crash(number, Math.max(until, time.nanos()))));
            });
        }
    }

    private void onEnd(int number, long until) {
        time.at(until, () -> startProcess(number));
        for (int reader = 0; reader < ClusterSchedules.NODES; reader++) {
            if (connectedTo[reader] == number) {
                reconnect(reader);
            }
        }
    }

    /** The reader connects to a node that runs. */
    private void reconnect(int reader) {
        readers.get(reader).disconnect();
        time.at(time.nanos() + time.jitter(3 * SECOND / 2), () -> {
            int node = random.nextInt(ClusterSchedules.NODES);
            if (isRunning(node)) {
                connect(reader, node);
            } else {
                reconnect(reader);
            }
        });
    }

    /** Returns whether no session should run, or one node runs it. */
    boolean isTakenOver() {
        ClusterNode owner = owner();
        return !ownership.hasRecord() || (owner != null && owner.hasJoined());
    }

    /** Ends what is running. */
    void end() {
        stop(time.nanos());
    }

    /** Returns what is left to do before all is over. */
    List<String> unsettled() {
        List<String> open = new ArrayList<>();
        for (ClusterNode node : nodes) {
            if (node.lifetime().isEnded()) {
                open.add(node.instance() + " is not started again");
            } else if (node.hasSession()) {
                open.add("the session on " + node.instance() + " does not end");
            }
            if (node.unwritten() > 0) {
                open.add(node.unwritten() + " events of " + node.instance() + " wait for Redis");
            }
        }
        if (ownership.hasRecord()) {
            open.add("Redis has a session record");
        }
        fishjam.agents().forEach(agent -> open.add("stray " + agent));
        return open;
    }

    /** Returns the events in Redis. */
    StoredLog log() {
        List<LogEntry> entries = new ArrayList<>();
        EventId previous = new EventId(0, 0);
        for (var entry : ownership.stored().entrySet()) {
            EventId id = EventId.parse(entry.getKey()).orElseThrow();
            entries.add(LogEntry.read(id, previous, entry.getValue(), Instant.EPOCH));
            previous = id;
        }
        return new StoredLog(entries);
    }

    /** Returns the clock of the node that has created a session. */
    VirtualClock clockOf(String sessionId) {
        return machines.get(ownership.creator(sessionId)).clock();
    }

    /** Returns when a node that ran the session was asked to end. */
    List<Long> suspensions() {
        return suspensions;
    }

    VirtualTime time() {
        return time;
    }

    SimulatedFishjam fishjam() {
        return fishjam;
    }

    OwnershipCheck ownership() {
        return ownership;
    }

    List<Reader> readers() {
        return readers;
    }
}
