package dev.roomscribe.simulation;

import dev.roomscribe.simulation.check.StoredLog;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.clock.WaitingThreads;
import dev.roomscribe.simulation.disk.InlineExecutors;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.service.ProcessSession;
import dev.roomscribe.simulation.service.Reader;
import dev.roomscribe.simulation.service.ServiceProcess;
import dev.roomscribe.simulation.service.SessionRun;
import dev.roomscribe.simulation.sound.SimulatedDecoders;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.file.Disk;
import dev.roomscribe.transcript.log.file.FileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** The service and everything around it: performs the moves of a schedule. */
final class SimulatedWorld {
    private static final long MAX_WRITE_INTERVAL_NANOS = 300_000_000;
    private static final SubscriberLimits LIMITS = new SubscriberLimits(1_000, 100, Duration.ofSeconds(2));

    private final Schedule schedule;
    private final VirtualTime time;
    private final VirtualClock clock;
    private final SplittableRandom random;
    private final WaitingThreads waiting;
    private final SimulatedFishjam fishjam;
    private final Surroundings surroundings;
    private final SimulatedDecoders decoders;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final List<ProcessSession> sessions = new ArrayList<>();
    private final Reader firstReader;
    private final Reader secondReader;
    private final List<String> shownButLost = new ArrayList<>();
    private ServiceProcess process;
    private boolean poisonNext;
    private boolean restarting;
    private boolean tearing;

    SimulatedWorld(Schedule schedule) {
        this.schedule = schedule;
        time = new VirtualTime(schedule.seed());
        clock = new VirtualClock(time);
        random = new SplittableRandom(~schedule.seed());
        waiting = new WaitingThreads(time);
        fishjam = new SimulatedFishjam(
                time, Duration.ofMillis(20 + random.nextInt(40)), Duration.ofMillis(1 + random.nextInt(15)));
        surroundings = new Surroundings(time, fishjam, random);
        decoders = new SimulatedDecoders(time, waiting, Duration.ofSeconds(random.nextBoolean() ? 20 : 4));
        firstReader = new Reader(time);
        secondReader = new Reader(time);
        process = newProcess();
        connectReaders();
    }

    private ServiceProcess newProcess() {
        disk.startProcess();
        return new ServiceProcess(
                time, clock, fishjam, decoders, waiting, disk, schedule.inMemory(), schedule.resumes(), sessions);
    }

    /** A process that cannot start because of the disk ends, and is started again after a second. */
    private void startProcess() {
        try {
            process = newProcess();
            connectReaders();
        } catch (UncheckedIOException e) {
            disk.endProcess();
            time.at(time.nanos() + 1_000_000_000, this::startProcess);
        }
    }

    private void connectReaders() {
        ServiceProcess started = process;
        firstReader.connect(started);
        time.at(time.nanos() + time.jitter(2_000_000_000), () -> {
            if (process == started) {
                secondReader.connect(started);
            }
        });
    }

    void perform(Move move) {
        long until = time.nanos() + move.amountMillis() * 1_000_000;
        switch (move.kind()) {
            case START -> process.start();
            case STOP -> process.stop(SessionEndReason.STOPPED);
            case RESTART -> restart(until);
            case CRASH -> crash(until);
            case SAY -> say(move);
            case BUSY -> process.occupy(until);
            case LOSE_DECODERS -> decoders.loseAll();
            case POISON -> poisonNext = true;
            case FAIL_DECODERS -> decoders.failUntil(until);
            case STOP_DECODERS -> decoders.stopUntil(until);
            case SLOW_DECODERS -> decoders.slowUntil(until, 1.5);
            case FILL_DISK -> {
                disk.setFull(true);
                time.at(until, () -> disk.setFull(false));
            }
            case BREAK_DISK -> {
                disk.setUnreadable("", true);
                time.at(until, () -> disk.setUnreadable("", false));
            }
            case BREAK_LOG -> {
                disk.setUnreadable(".log", true);
                time.at(until, () -> disk.setUnreadable(".log", false));
            }
            case DELETE_TRANSCRIPTS -> disk.delete(ServiceProcess.TRANSCRIPTS);
            case SET_CLOCK_BACK -> clock.adjust(Duration.ofMinutes(-move.amount()));
            case THROW_IN_OBSERVER -> process.throwInObserver();
            case RECONNECT_READER -> reconnect();
            case JOIN,
                    LEAVE,
                    MUTE,
                    UNMUTE,
                    LOSE,
                    STALL,
                    STALL_FAST,
                    STALL_SLOW,
                    DISCONNECT,
                    FAIL_REST,
                    LOSE_ANSWER,
                    SLOW_REST,
                    LOSE_NOTIFICATIONS,
                    REPEAT_NOTIFICATIONS,
                    DELAY_NOTIFICATIONS -> surroundings.perform(move);
            case PAUSE, CUT_LINK, FREEZE_LINK, SLOW_LINK, LOSE_REDIS_ANSWER, RESTART_REDIS, FILL_REDIS ->
                throw new IllegalArgumentException("only a cluster has Redis: " + move);
        }
    }

    private void say(Move move) {
        if (poisonNext) {
            poisonNext = false;
            decoders.poison(surroundings.wordsSaid());
        }
        surroundings.perform(move);
    }

    private void reconnect() {
        if (process.isRunning()) {
            secondReader.disconnect();
            time.at(time.nanos() + time.jitter(1_500_000_000), () -> {
                if (process.isRunning()) {
                    secondReader.connect(process);
                }
            });
        }
    }

    private void crash(long until) {
        ServiceProcess crashing = process;
        if (!crashing.isRunning()) {
            return;
        }
        Runnable end = () -> {
            if (crashing.isRunning()) {
                kill();
                restartAt(Math.max(until, time.nanos()));
            }
        };
        if (random.nextInt(3) == 0) {
            // Within the next write, if there is one soon.
            tearing = true;
            disk.tearNextWrite(random.nextDouble(), end);
            time.at(time.nanos() + MAX_WRITE_INTERVAL_NANOS, end);
        } else {
            end.run();
        }
    }

    private void kill() {
        boolean writing = tearing && !schedule.hasDiskFault();
        tearing = false;
        if (!writing && process.unwritten() + process.lost() > 0) {
            shownButLost.addAll(recentlyShown());
            sessions.stream().map(SessionRun::id).filter(Objects::nonNull).forEach(shownButLost::add);
        }
        process.kill();
    }

    /** The ids that readers received; those that are not stored were waiting for the disk when the process ended. */
    private List<String> recentlyShown() {
        List<String> ids = new ArrayList<>();
        for (Reader reader : List.of(firstReader, secondReader)) {
            reader.received().forEach(received -> {
                if (received.id() != null) {
                    ids.add(received.id());
                }
            });
        }
        return ids;
    }

    private void restart(long until) {
        if (process.isRunning() && !restarting) {
            restarting = true;
            process.drain();
            awaitEnd(time.nanos() + 20_000_000_000L, until);
        }
    }

    private void awaitEnd(long latest, long restartAt) {
        time.at(time.nanos() + 100_000_000, () -> {
            if (!process.isRunning()) {
                restarting = false;
            } else if (time.nanos() < latest && sessions.stream().anyMatch(run -> !run.isOver() && !run.hasCrashed())) {
                awaitEnd(latest, restartAt);
            } else {
                process.close();
                time.at(time.nanos() + 500_000_000, () -> {
                    restarting = false;
                    kill();
                    restartAt(restartAt);
                });
            }
        });
    }

    private void restartAt(long nanos) {
        firstReader.disconnect();
        secondReader.disconnect();
        time.at(nanos, this::startProcess);
    }

    /** Ends what is still running. */
    void end() {
        if (process.isRunning()) {
            process.stop(SessionEndReason.STOPPED);
        }
    }

    boolean isSettled() {
        if (!process.isRunning() || restarting) {
            return false;
        }
        if (sessions.stream().anyMatch(run -> !run.isOver() && !run.hasCrashed())) {
            // The end of one session may have started another.
            process.stop(SessionEndReason.STOPPED);
            return false;
        }
        return process.unwritten() == 0 && fishjam.agents().isEmpty();
    }

    List<String> unsettled() {
        List<String> open = new ArrayList<>();
        sessions.stream()
                .filter(run -> !run.isOver() && !run.hasCrashed())
                .forEach(run -> open.add(run + " does not end"));
        if (process.unwritten() > 0) {
            open.add(process.unwritten() + " events are not written");
        }
        return open;
    }

    /** Reads the stored events as the next process would. */
    StoredLog readLog() {
        time.runUntil(time.nanos() + 1_500_000_000);
        if (schedule.inMemory()) {
            return new StoredLog(entries(process.transcript()));
        }
        process.close();
        time.runUntil(time.nanos() + 500_000_000);
        process.kill();
        disk.startProcess();
        try (FileStore store = FileStore.open(
                disk.path(ServiceProcess.TRANSCRIPTS),
                ServiceProcess.DISK_LIMITS,
                clock,
                process,
                new InlineExecutors(),
                Disk.SYSTEM,
                sessionId -> false)) {
            Transcripts transcripts = new Transcripts(store, LIMITS, clock, process);
            return new StoredLog(entries(transcripts.open(SimulatedFishjam.ROOM)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<LogEntry> entries(RoomTranscript transcript) {
        List<LogEntry> entries = new ArrayList<>();
        transcript.logSnapshot().entries().forEachRemaining(entries::add);
        return entries;
    }

    VirtualTime time() {
        return time;
    }

    SimulatedFishjam fishjam() {
        return fishjam;
    }

    List<ProcessSession> sessions() {
        return sessions;
    }

    Reader firstReader() {
        return firstReader;
    }

    Reader secondReader() {
        return secondReader;
    }

    /** Returns the ids of events, and of their sessions, that the disk may not have taken before the process ended. */
    List<String> shownButLost() {
        return shownButLost;
    }
}
