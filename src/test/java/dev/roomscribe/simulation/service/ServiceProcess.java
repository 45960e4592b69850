package dev.roomscribe.simulation.service;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.cluster.local.FileSessionRecords;
import dev.roomscribe.cluster.local.MemorySessionRecords;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SimulatedSession;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualExecutor;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.clock.WaitingThreads;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.simulation.disk.SimulatedExecutors;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.sound.SimulatedDecoders;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.Disk;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One process of the service, made of the classes of the service, with one room. */
public final class ServiceProcess implements CaptionSource, TranscriptObserver, StorageObserver {
    public static final DiskLimits DISK_LIMITS =
            new DiskLimits(Duration.ofDays(1), 64 << 20, 1 << 30, Duration.ofSeconds(1));
    public static final String TRANSCRIPTS = "/data/transcripts";

    private final VirtualTime time;
    private final SimulatedFishjam fishjam;
    private final SimulatedDisk disk;
    private final WaitingThreads waiting;
    private final Lifetime lifetime = new Lifetime();
    private final TranscriptStore store;
    private final Transcripts transcripts;
    private final SessionContext context;
    private final SessionRecords records;
    private final List<ProcessSession> sessions;
    private long unwritten;
    private long lost;
    private boolean throwing;
    private boolean draining;

    /**
     * Starts a process.
     *
     * @param resumes whether it continues the sessions of the process before
     * @param sessions receives the sessions that it starts
     */
    public ServiceProcess(
            VirtualTime time,
            VirtualClock clock,
            SimulatedFishjam fishjam,
            SimulatedDecoders decoders,
            WaitingThreads waiting,
            SimulatedDisk disk,
            boolean inMemory,
            boolean resumes,
            List<ProcessSession> sessions) {
        this.time = time;
        this.fishjam = fishjam;
        this.disk = disk;
        this.waiting = waiting;
        this.sessions = sessions;
        records = inMemory || !resumes ? new MemorySessionRecords() : openRecords();
        store = inMemory
                ? new MemoryStore(new Retention(10_000, Duration.ofHours(1)), clock)
                : openStore(clock, new SimulatedExecutors(time, lifetime));
        transcripts = new Transcripts(store, new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)), clock, this);
        context = new ServiceParts(time, clock, lifetime, fishjam, decoders, waiting)
                .context(
                        ServiceParts.openJournal(disk),
                        new VirtualExecutor(time, lifetime, 5_000_000),
                        transcripts,
                        records);
        records.interrupted().thenAccept(interrupted -> interrupted.forEach(this::resume));
    }

    private FileSessionRecords openRecords() {
        try {
            return new FileSessionRecords(disk.path("/data/sessions"), new VirtualExecutor(time, lifetime, 5_000_000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isContinued(String sessionId) {
        return records instanceof FileSessionRecords files && files.continues(sessionId);
    }

    private void resume(SessionRecord record) {
        records.acquire(record.roomId()).thenAccept(lease -> lease.ifPresent(held -> resume(record, held)));
    }

    private void resume(SessionRecord record, Lease lease) {
        VirtualEventLoop eventLoop = new VirtualEventLoop(time, lifetime);
        RoomTranscript transcript = transcript();
        eventLoop
                .await(Future.fromCompletionStage(transcript.interruption(record.sessionId())))
                .onSuccess(interruption -> {
                    if (transcript.hasEnded(record.sessionId())) {
                        var unused = lease.end();
                    } else {
                        resume(SimulatedSession.continued(record, interruption, lease, eventLoop, context), eventLoop);
                    }
                });
    }

    private void resume(SimulatedSession session, VirtualEventLoop eventLoop) {
        ProcessSession run = sessions.stream()
                .filter(earlier -> earlier.session().id().equals(session.id()))
                .findFirst()
                .orElseThrow();
        run.resume(eventLoop, session);
        run.setStarted(session.start().onSuccess(started -> takeOver(session, eventLoop)));
    }

    private static void takeOver(SimulatedSession session, VirtualEventLoop eventLoop) {
        session.takeOver()
                .onSuccess(retry -> retry.ifPresent(delay ->
                        eventLoop.execute(() -> eventLoop.schedule(delay, () -> takeOver(session, eventLoop)))));
    }

    private TranscriptStore openStore(VirtualClock clock, SimulatedExecutors executors) {
        try {
            return FileStore.open(
                    disk.path(TRANSCRIPTS), DISK_LIMITS, clock, this, executors, Disk.SYSTEM, this::isContinued);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning() {
        return !lifetime.isEnded();
    }

    /** Starts a session if none is running; if one is ending, after its end. */
    public void start() {
        ProcessSession last = last();
        if (last == null || last.isOver()) {
            startNow();
        } else if (last.endNanos() != Long.MAX_VALUE) {
            last.session().ended().onComplete(ended -> startNow());
        }
    }

    private void startNow() {
        ProcessSession running = last();
        if (draining || lifetime.isEnded() || (running != null && !running.isOver())) {
            return;
        }
        VirtualEventLoop eventLoop = new VirtualEventLoop(time, lifetime);
        SimulatedSession session = SimulatedSession.anew(SimulatedFishjam.ROOM, eventLoop, context);
        ProcessSession run = new ProcessSession(eventLoop, session, time.nanos());
        sessions.add(run);
        run.setStarted(session.start().onSuccess(started -> run.listening(time.nanos())));
    }

    private @Nullable ProcessSession last() {
        return sessions.isEmpty() ? null : sessions.get(sessions.size() - 1);
    }

    /** Ends the running session, after its start if it is starting. */
    public void stop(SessionEndReason reason) {
        ProcessSession run = last();
        if (run != null && !run.isOver() && run.started() != null) {
            run.started().onSuccess(started -> {
                run.ending(time.nanos(), fishjam.isStalled());
                run.session().end(reason);
            });
        }
    }

    /** Ends the process in an orderly way: the running session is left to the next one if that continues it. */
    public void drain() {
        draining = true;
        ProcessSession run = last();
        if (!records.isDurable()) {
            stop(SessionEndReason.DRAINED);
        } else if (run != null && !run.isOver() && run.started() != null) {
            run.started().onSuccess(started -> {
                run.suspended(time.nanos());
                run.session().suspend();
            });
        }
    }

    /** The event loop of the running session does nothing until a time. */
    public void occupy(long untilNanos) {
        ProcessSession run = last();
        if (run != null) {
            run.eventLoop().occupy(untilNanos);
        }
    }

    /** The next event that is published makes the observer throw. */
    public void throwInObserver() {
        throwing = true;
    }

    /** Ends the process without warning. */
    public void kill() {
        lifetime.end();
        waiting.close();
        disk.endProcess();
        sessions.forEach(run -> run.crashed(time.nanos()));
    }

    /** Closes the transcripts; the process can then end without loss. */
    public void close() {
        transcripts.close();
        store.close();
    }

    public RoomTranscript transcript() {
        return transcripts.open(SimulatedFishjam.ROOM);
    }

    @Override
    public Lifetime lifetime() {
        return lifetime;
    }

    @Override
    public CompletionStage<Optional<RoomTranscript>> find() {
        return transcripts.find(transcript().roomId());
    }

    /** Returns how many events wait for the disk. */
    public long unwritten() {
        return unwritten;
    }

    /** Returns how many events were dropped. */
    public long lost() {
        return lost;
    }

    @Override
    public void published(String roomId, CaptionEvent event) {
        ProcessSession run = last();
        if (event instanceof SessionStarted started && run != null) {
            run.setId(started.sessionId());
        } else if (event instanceof SessionResumed resumed && run != null) {
            run.setId(resumed.sessionId());
            run.resumed(time.nanos());
        }
        if (throwing) {
            throwing = false;
            throw new IllegalStateException("thrown by the simulated observer");
        }
    }

    @Override
    public void subscribed() {}

    @Override
    public void unsubscribed() {}

    @Override
    public void unwritten(long events) {
        unwritten = events;
    }

    @Override
    public void lost(int events) {
        lost += events;
    }
}
