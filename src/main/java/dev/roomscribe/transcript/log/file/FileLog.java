package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of one room in append-only files. The oldest files are deleted as a whole.
 *
 * <p>While the disk is full, subscribers still receive events, and the newest are written once there is space again.
 * Events that had to be dropped leave unused ids, so that readers see that events are missing.
 *
 * <p>Every change happens on the writer's thread.
 */
final class FileLog implements TranscriptLog {
    private static final System.Logger LOG = System.getLogger(FileLog.class.getName());
    /**
     * More events than a power failure can lose. Subscribers may have received events that the disk has not, and their ids
     * must not be given to other events.
     */
    static final int IDS_SKIPPED_AFTER_CRASH = 10_000;
    /** How many events may wait for the writer's thread while the disk does not respond. */
    private static final int MAX_QUEUED = 5_000;

    private final FileStore store;
    private final String roomId;
    private final Listener listener;
    private final SegmentFiles segments;
    private final PendingWrites pending;
    private final LogReader reader;
    private final IdSequence ids = new IdSequence();
    private final AtomicInteger queued = new AtomicInteger();
    private @Nullable LogEntry session;
    /** Whether the existing files could not be read; then nothing is written. */
    private boolean unreadable;

    private volatile EventId start = new EventId(0, 0);

    FileLog(FileStore store, Path directory, String roomId, Listener listener) {
        this.store = store;
        this.roomId = roomId;
        this.listener = listener;
        segments = new SegmentFiles(directory, roomId, store.clock());
        pending = new PendingWrites(roomId, segments, store.backlog());
        reader = new LogReader(segments, pending);
    }

    Path directory() {
        return segments.directory();
    }

    @Override
    public CompletionStage<Opened> open() {
        CompletableFuture<Opened> opened = new CompletableFuture<>();
        submit(() -> {
            Opened found = recover();
            return () -> opened.complete(found);
        });
        return opened;
    }

    private Opened recover() {
        LogRecovery recovery = new LogRecovery(directory());
        try {
            recovery.read();
            segments.restore(recovery.files());
            return resume(recovery);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": the stored transcript cannot be read; new captions are shown but not stored",
                    e);
            segments.restore(recovery.files());
            unreadable = true;
            ids.resume(recovery.end(), 0);
            startEpoch();
            // Skips one id, so that readers receive a gap for the earlier events.
            ids.resume(ids.end().next(), 0);
            start = ids.end();
            return new Opened(null, List.of(), ids.end());
        }
    }

    private Opened resume(LogRecovery recovery) {
        if (recovery.files().isEmpty()) {
            startEpoch();
            return new Opened(null, List.of(), ids.end());
        }
        ids.resume(recovery.end(), recovery.wasClosed() ? 0 : IDS_SKIPPED_AFTER_CRASH);
        start = new EventId(recovery.end().epoch(), recovery.files().get(0).first() - 1);
        session = recovery.session();
        List<LogEntry> newest = new ArrayList<>(recovery.newest());
        newest.forEach(this::trackSession);
        if (session != null && session.event().orElse(null) instanceof SessionStarted started) {
            Instant lastEventAt = newest.isEmpty()
                    ? started.startedAt()
                    : newest.get(newest.size() - 1).appendedAt();
            new InterruptedSession(started, lastEventAt).closingEvents().forEach(event -> newest.add(add(event)));
        }
        return new Opened(recovery.session(), List.copyOf(newest), ids.end());
    }

    private void startEpoch() {
        ids.startEpoch(store.clock().millis());
        start = ids.end();
    }

    private void trackSession(LogEntry entry) {
        if (entry.type().equals("session.started")) {
            session = entry;
        } else if (entry.type().equals("session.ended")) {
            session = null;
        }
    }

    @Override
    public CompletionStage<EventId> append(DurableEvent event) {
        if (queued.incrementAndGet() > MAX_QUEUED) {
            queued.decrementAndGet();
            ids.omit();
            store.backlog().lost(1);
            return CompletableFuture.failedStage(
                    new IOException("the disk does not respond, and " + MAX_QUEUED + " events are waiting for it"));
        }
        CompletableFuture<EventId> appended = new CompletableFuture<>();
        submit(() -> {
            LogEntry entry = add(event);
            return () -> {
                queued.decrementAndGet();
                listener.appended(entry);
                appended.complete(entry.id());
            };
        });
        return appended;
    }

    private LogEntry add(DurableEvent event) {
        IdSequence.Assigned assigned = ids.next();
        LogEntry entry = LogEntry.of(
                roomId, assigned.id(), assigned.previous(), event, store.clock().instant());
        if (unreadable) {
            store.backlog().lost(1);
        } else {
            pending.add(entry);
            pending.write(session);
        }
        trackSession(entry);
        if (event instanceof SessionEnded) {
            store.syncSoon(this);
        }
        return entry;
    }

    /** Writes the events that an earlier write could not write. Called on the writer's thread. */
    void retry() {
        pending.write(session);
    }

    boolean isFailing() {
        return pending.isFailing();
    }

    /** Forces what was written to disk. Called on any thread. */
    void sync() {
        try {
            segments.sync();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": the newest part of the transcript may be lost on power failure",
                    e);
        }
    }

    @Override
    public CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return reader.page(after, upTo, chars);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                store.readers());
    }

    @Override
    public EventId start() {
        return start;
    }

    @Override
    public CompletionStage<Boolean> erase() {
        CompletableFuture<Boolean> erased = new CompletableFuture<>();
        submit(() -> {
            if (session != null) {
                return () -> erased.complete(false);
            }
            try {
                segments.deleteAll();
            } catch (IOException e) {
                return () -> erased.completeExceptionally(e);
            }
            pending.clear();
            startEpoch();
            EventId end = ids.end();
            return () -> {
                listener.erased(end);
                erased.complete(true);
            };
        });
        return erased;
    }

    /** Deletes files, except the one that is open for writing. Called on the writer's thread. */
    void delete(Collection<Path> expired) throws IOException {
        segments.delete(expired);
        List<SegmentFile> kept = segments.list();
        start = kept.isEmpty()
                ? ids.end()
                : new EventId(ids.end().epoch(), kept.get(0).first() - 1);
    }

    /** Closes a file that spans an eighth of the maximum age: files expire as a whole. */
    @Override
    public void trim() {
        submit(() -> {
            Duration maxSpan = store.limits().maxAge().dividedBy(8);
            try {
                segments.closeOpenIfCreatedBefore(store.clock().instant().minus(maxSpan));
            } catch (IOException e) {
                logCloseFailure(e);
            }
            return () -> {};
        });
    }

    private void logCloseFailure(IOException e) {
        LOG.log(System.Logger.Level.WARNING, "Room {0}: closing a file of the transcript failed: {1}", roomId, e);
    }

    @Override
    public boolean mayClose() {
        return !isFailing() && queued.get() == 0;
    }

    @Override
    public void close() {
        submit(() -> {
            pending.write(session);
            int lost = pending.clear();
            if (lost > 0) {
                store.backlog().lost(lost);
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Room {0}: events lost because they could not be written to the transcript: {1}",
                        roomId,
                        lost);
            }
            try {
                segments.closeOpen();
            } catch (IOException e) {
                logCloseFailure(e);
            }
            store.closed(this);
            return () -> {};
        });
    }

    private void submit(Supplier<Runnable> step) {
        store.writer().submit(step);
    }
}
