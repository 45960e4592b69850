package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionSequence;
import dev.roomscribe.transcript.log.TranscriptLog.Opened;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one room has on disk: assigns ids, writes events and progress, and completes what an earlier process left.
 *
 * <pre>
 *   open ──▶ readable ◀──────────┐ retry
 *     └────▶ not readable: events wait in memory under ids of a new epoch
 * </pre>
 *
 * <p>Confined to the writer's executor, except {@link #start}, {@link #sync}, {@link #needsRetry} and {@link #reader}.
 */
final class LogFiles {
    private static final System.Logger LOG = System.getLogger(LogFiles.class.getName());

    private final Disk disk;
    private final String roomId;
    private final InstantSource clock;
    private final PendingWrites.Backlog backlog;
    private final InterruptedSessions earlier;
    private final CrashMark crashMark;
    private final SegmentFiles segments;
    private final PendingWrites pending;
    private final ProgressFile progress;
    private final Erasures erasures;
    private final IdSequence ids = new IdSequence();
    private final SessionSequence sessions = new SessionSequence();
    private Instant openedAt = Instant.EPOCH;
    /** The first id that was assigned since the log was opened and could not be read; null if it was read. */
    private @Nullable EventId unreadableSince;

    private volatile EventId start = new EventId(0, 0);

    LogFiles(
            Disk disk,
            Path directory,
            String roomId,
            InstantSource clock,
            PendingWrites.Backlog backlog,
            InterruptedSessions earlier,
            CrashMark crashMark) {
        this.disk = disk;
        this.roomId = roomId;
        this.clock = clock;
        this.backlog = backlog;
        this.earlier = earlier;
        this.crashMark = crashMark;
        segments = new SegmentFiles(disk, directory, roomId, clock, crashMark.bootId());
        pending = new PendingWrites(roomId, segments, backlog, crashMark);
        progress = new ProgressFile(disk, directory);
        erasures = new Erasures(disk, roomId, segments, pending);
    }

    Path directory() {
        return segments.directory();
    }

    LogReader reader() {
        return new LogReader(disk, segments, pending, erasures);
    }

    EventId start() {
        return start;
    }

    /** Reads what earlier processes wrote and ends a session that a crash interrupted. */
    Opened open() {
        openedAt = clock.instant();
        LogRecovery recovery = new LogRecovery(disk, directory(), crashMark, erasures);
        try {
            recovery.read();
            return restore(recovery);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": the stored transcript in " + directory() + " cannot be read. New captions are"
                            + " shown; reading is retried every second, and then they are stored",
                    e);
            segments.restore(recovery.files());
            startUnknownEpoch();
            unreadableSince = ids.end().next();
            pending.hold();
            return Opened.empty(ids.end());
        }
    }

    private Opened restore(LogRecovery recovery) throws IOException {
        var interrupted = recovery.interruptedSession();
        segments.restore(recovery.files());
        if (recovery.isDamaged()) {
            recovery.logDamage(roomId);
            startUnknownEpoch();
            return Opened.empty(ids.end());
        }
        if (recovery.files().isEmpty()) {
            startEpoch();
            return Opened.empty(ids.end());
        }
        ids.resume(recovery.end(), recovery.idsToSkip());
        start = segments.start(recovery.end());
        sessions.follow(recovery.sessions());
        List<LogEntry> newest = new ArrayList<>(recovery.newest());
        if (interrupted != null && earlier.isContinued(interrupted)) {
            return new Opened(recovery.session(), newest, ids.end(), interrupted.interruption(openedAt));
        }
        earlier.completion(roomId, interrupted, openedAt).forEach(event -> newest.add(add(event)));
        return new Opened(recovery.session(), List.copyOf(newest), ids.end(), null);
    }

    private void startEpoch() {
        ids.startEpoch(clock.millis());
        start = ids.end();
    }

    private void startUnknownEpoch() {
        ids.startAfterUnknown(clock.instant(), segments.highestSequence());
        start = ids.end();
    }

    /**
     * Appends an event.
     *
     * @return its entry and, after the start of a session, the entries of gaps before it
     */
    List<LogEntry> append(DurableEvent event) {
        List<LogEntry> entries = new ArrayList<>();
        entries.add(add(event));
        if (event instanceof SessionStarted) {
            entries.addAll(addUnstatedGaps());
        }
        return entries;
    }

    private List<LogEntry> addUnstatedGaps() {
        return sessions.unstatedGaps(start).stream().map(this::add).toList();
    }

    private LogEntry add(DurableEvent event) {
        IdSequence.Assigned assigned = ids.next();
        LogEntry entry = LogEntry.of(roomId, assigned.id(), assigned.previous(), event, clock.instant());
        pending.add(entry);
        sessions.add(entry);
        write();
        return entry;
    }

    /** Stores up to where the audio of the running session is final. */
    void saveProgress(SessionProgress saved, Instant savedAt) {
        if (sessions.isRunning(saved.sessionId())) {
            progress.set(saved, savedAt, ids.end());
            writeProgress();
        }
    }

    /** Writes the progress, unless events that it counts as final wait. */
    private void writeProgress() {
        if (pending.isFailing()) {
            return;
        }
        if (sessions.running() != null) {
            progress.write();
        } else {
            progress.deleteIfPossible();
        }
    }

    private void write() {
        if (unreadableSince == null && segments.isNewestMissing()) {
            writeAgain();
        }
        pending.write(sessions.running());
        writeProgress();
    }

    /** Something else deleted the files: writes again what is still in memory. */
    private void writeAgain() {
        pending.writeAgain(segments.dropMissing());
        pending.write(sessions.running());
        updateStart();
        progress.restoreIfMissing();
    }

    private void updateStart() {
        if (unreadableSince == null) {
            LogEntry waiting = pending.first();
            start = segments.start(waiting == null ? ids.end() : waiting.previous());
        }
    }

    /** Returns whether {@link #retry} has something to do. */
    boolean needsRetry() {
        return pending.isFailing() || segments.isNewestMissing() || progress.isMissing();
    }

    /**
     * Tries again what failed before: reading the files of earlier processes, or writing.
     *
     * @return new entries: if earlier sessions can be read now, the gap between them and the running one
     */
    List<LogEntry> retry() {
        List<LogEntry> gaps = List.of();
        if (unreadableSince != null) {
            try {
                adopt(unreadableSince);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "The stored transcript still cannot be read", e);
                return gaps;
            }
            unreadableSince = null;
            gaps = addUnstatedGaps();
        }
        progress.restoreIfMissing();
        write();
        return gaps;
    }

    /** Takes over the files that could not be read before. Their events come before those that wait. */
    private void adopt(EventId firstId) throws IOException {
        LogRecovery recovery = new LogRecovery(disk, directory(), crashMark, erasures);
        recovery.read();
        List<DurableEvent> closingEvents = earlier.completion(roomId, recovery.interruptedSession(), openedAt);
        segments.restore(recovery.files());
        EventId end = recovery.end();
        if (recovery.files().isEmpty() || recovery.isDamaged()) {
            pending.release(List.of(), new EventId(firstId.epoch(), firstId.sequence() - 1), firstId);
            return;
        }
        if (end.compareTo(firstId) >= 0) {
            int lost = pending.clear();
            backlog.lost(lost);
            ids.startAfter(end);
            LOG.log(System.Logger.Level.ERROR, "Room {0}: the clock was set back; {1} events are lost", roomId, lost);
        }
        IdSequence idsBefore = new IdSequence();
        idsBefore.resume(end, recovery.idsToSkip());
        SessionSequence before = recovery.sessions();
        List<LogEntry> entries = new ArrayList<>();
        for (DurableEvent event : closingEvents) {
            IdSequence.Assigned assigned = idsBefore.next();
            LogEntry entry = LogEntry.of(roomId, assigned.id(), assigned.previous(), event, clock.instant());
            entries.add(entry);
            before.add(entry);
        }
        sessions.follow(before);
        pending.release(entries, idsBefore.end(), firstId);
        start = segments.start(idsBefore.end());
    }

    /** Erases all events and returns the position that the log continues at; empty while a session is running. */
    Optional<EventId> erase() throws IOException {
        if (sessions.running() != null) {
            return Optional.empty();
        }
        progress.delete();
        segments.deleteFiles();
        // Not before: if the files remain, they may contain what is still to be erased from them.
        erasures.clear();
        segments.deleteDirectory();
        pending.reset();
        unreadableSince = null;
        sessions.clear();
        startEpoch();
        return Optional.of(start);
    }

    Erasures erasures() {
        return erasures;
    }

    /** Begins to erase what is returned for the end of the log; {@link #erasures} completes it. */
    Erasure beginErasure(Function<EventId, Erasure> what) throws IOException {
        if (unreadableSince != null) {
            throw new IOException("the stored transcript cannot be read, so nothing can be erased");
        } else if (sessions.running() == null) {
            progress.delete();
        }
        Erasure erasure = erasures.begin(what.apply(ids.end()));
        sessions.erase(erasure);
        return erasure;
    }

    /** Leaves out the id of an event that is dropped. Called on any thread. */
    void drop() {
        ids.omit();
        backlog.lost(1);
    }

    void delete(Collection<Path> expired) throws IOException {
        segments.delete(expired);
        updateStart();
    }

    /** Closes the file that is open for writing if it was created before this time. */
    void closeFileCreatedBefore(Instant time) throws IOException {
        segments.closeOpenIfCreatedBefore(time);
    }

    /** Returns whether nothing waits that only an open log does. Called on any thread. */
    boolean mayClose() {
        return pending.readable().isEmpty() && !erasures.isPending();
    }

    /** Forces what was written to disk. */
    void sync() {
        try {
            segments.sync();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": the newest part of the transcript may be lost on power failure",
                    e);
        }
        progress.sync();
    }

    /** Writes what waits, once more, and closes the files. */
    void close() throws IOException {
        write();
        int lost = pending.clear();
        if (lost > 0) {
            backlog.lost(lost);
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room {0}: {1} events of the transcript could not be written and are lost",
                    roomId,
                    lost);
        }
        progress.close();
        segments.closeOpen();
    }
}
