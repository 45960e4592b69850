package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The log of one room in append-only files. The oldest files are deleted as a whole.
 *
 * <p>While the disk is full, or the files of earlier processes cannot be read, subscribers still receive events, and the
 * newest are written once that is possible again. Events that had to be dropped leave unused ids, so that readers see that
 * events are missing.
 *
 * <p>Every change happens on the writer's executor.
 */
final class FileLog implements TranscriptLog {
    private static final System.Logger LOG = System.getLogger(FileLog.class.getName());
    /** How many events may wait for the writer while the disk does not respond. */
    private static final int MAX_QUEUED = 5_000;

    private final FileStore store;
    private final String roomId;
    private final Listener listener;
    private final LogFiles files;
    private final LogReader reader;
    private final AtomicInteger queued = new AtomicInteger();
    private volatile boolean opened;
    /** The progress that waits for the writer, if no event was appended after it. */
    private final AtomicReference<@Nullable WaitingProgress> waiting = new AtomicReference<>();

    FileLog(FileStore store, String roomId, LogFiles files, Listener listener) {
        this.store = store;
        this.roomId = roomId;
        this.files = files;
        this.listener = listener.logged();
        reader = files.reader();
    }

    Path directory() {
        return files.directory();
    }

    @Override
    public CompletionStage<Opened> open() {
        return store.writer().submit(() -> {
            Opened found = files.open();
            opened = true;
            return () -> found;
        });
    }

    @Override
    public CompletionStage<EventId> append(DurableEvent event) {
        // There are few starts and ends, and without them the events of a session cannot be attributed.
        boolean always =
                event instanceof SessionStarted || event instanceof SessionResumed || event instanceof SessionEnded;
        if (queued.incrementAndGet() > MAX_QUEUED && !always) {
            queued.decrementAndGet();
            files.drop();
            return CompletableFuture.failedStage(
                    new IOException("the disk does not respond, and " + MAX_QUEUED + " events are waiting for it"));
        }
        CompletableFuture<EventId> appended = store.writer().submit(() -> {
            List<LogEntry> entries = files.append(event);
            if (event instanceof SessionEnded) {
                store.syncSoon(this);
            }
            return () -> {
                entries.forEach(listener::appended);
                return entries.get(0).id();
            };
        });
        // A later progress takes effect after this event.
        waiting.set(null);
        return appended.whenComplete((id, failure) -> queued.decrementAndGet());
    }

    /** A progress and when it was reported; a newer one replaces it until it is taken. */
    private static final class WaitingProgress {
        private final AtomicReference<@Nullable Reported> newest;

        private record Reported(SessionProgress progress, Instant at) {}

        WaitingProgress(SessionProgress progress, Instant at) {
            newest = new AtomicReference<>(new Reported(progress, at));
        }

        boolean replace(SessionProgress progress, Instant at) {
            Reported replacement = new Reported(progress, at);
            Reported current = newest.get();
            while (current != null && !newest.compareAndSet(current, replacement)) {
                current = newest.get();
            }
            return current != null;
        }

        void save(LogFiles files) {
            Reported taken = newest.getAndSet(null);
            if (taken != null) {
                files.saveProgress(taken.progress, taken.at);
            }
        }
    }

    @Override
    public void saveProgress(SessionProgress progress) {
        Instant now = store.clock().instant();
        WaitingProgress current = waiting.get();
        if (current == null || !current.replace(progress, now)) {
            WaitingProgress next = new WaitingProgress(progress, now);
            waiting.set(next);
            run(() -> next.save(files));
        }
    }

    /** Tries again what failed before. */
    void retry() {
        if (files.erasures().isPending()) {
            run(files.erasures()::proceed);
        }
        if (files.needsRetry()) {
            var unused = store.writer().submit(() -> {
                List<LogEntry> added = files.retry();
                return () -> {
                    added.forEach(listener::appended);
                    return true;
                };
            });
        }
    }

    /** Forces what was written to disk. Called on any thread. */
    void sync() {
        files.sync();
    }

    @FunctionalInterface
    private interface Read<T> {
        T get() throws IOException;
    }

    @Override
    public CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars) {
        return submit(() -> reader.page(after, upTo, chars));
    }

    @Override
    public CompletionStage<List<LogEntry>> readBack(EventId after, EventId upTo, int chars) {
        return submit(() -> reader.pageBack(after, upTo, chars));
    }

    @Override
    public CompletionStage<EventId> positionBefore(LogRange range, Instant time) {
        return submit(() -> reader.positionBefore(range, time));
    }

    @Override
    public CompletionStage<List<SessionSpan>> sessions(LogRange range) {
        return submit(() -> reader.sessions(range));
    }

    private <T> CompletionStage<T> submit(Read<T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            store.readers().execute(() -> {
                try {
                    result.complete(read.get());
                } catch (IOException | RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IOException("transcripts are closed", e));
        }
        return result;
    }

    /** Reads entries as {@link #read} does. Blocks. */
    List<LogEntry> page(EventId after, int chars) throws IOException {
        return reader.page(after, new EventId(Long.MAX_VALUE, Long.MAX_VALUE), chars);
    }

    /** Returns whether the files of earlier processes were looked for. */
    boolean isOpen() {
        return opened;
    }

    /** Returns what is stored; empty if nothing is. Blocks. */
    Optional<StoredRoom> stored() throws IOException {
        EventId start = files.start();
        List<SessionSpan> spans = reader.sessions(new LogRange(start, new EventId(Long.MAX_VALUE, Long.MAX_VALUE)));
        return StoredRooms.of(roomId, start, spans, erasures());
    }

    @Override
    public EventId start() {
        return files.start();
    }

    @Override
    public CompletionStage<Boolean> erase() {
        return store.writer().submit(() -> {
            Optional<EventId> end = files.erase();
            return () -> {
                end.ifPresent(listener::erased);
                return end.isPresent();
            };
        });
    }

    @Override
    public CompletionStage<Void> erase(String peerId) {
        return store.writer()
                .submit(() -> {
                    Erasure begun = files.beginErasure(peerId);
                    return () -> {
                        listener.erased(begun);
                        return begun;
                    };
                })
                .thenCompose(begun -> continueErasure());
    }

    /** Rewrites one file in each step, so that the writer is not kept from the other rooms. */
    private CompletionStage<Void> continueErasure() {
        return store.writer()
                .submit(() -> {
                    files.erasures().proceed();
                    return () -> files.erasures().isPending();
                })
                .thenCompose(pending -> pending ? continueErasure() : CompletableFuture.completedStage(null));
    }

    @Override
    public long erasures() {
        return files.erasures().count();
    }

    /** Deletes files, except the one that is open for writing. Called on the writer's executor. */
    void delete(Collection<Path> expired) throws IOException {
        files.delete(expired);
    }

    /** Closes a file that spans an eighth of the maximum age: files expire as a whole. */
    @Override
    public void trim() {
        Duration maxSpan = store.limits().maxAge().dividedBy(8);
        run(() -> files.closeFileCreatedBefore(store.clock().instant().minus(maxSpan)));
    }

    @Override
    public boolean mayClose() {
        return files.mayClose() && queued.get() == 0;
    }

    @Override
    public void close() {
        run(() -> {
            try {
                files.close();
            } finally {
                store.closed(this);
            }
        });
    }

    @FunctionalInterface
    private interface Change {
        void apply() throws IOException;
    }

    private void run(Change change) {
        var unused = store.writer()
                .submit(() -> {
                    change.apply();
                    return () -> true;
                })
                .whenComplete((done, failure) -> {
                    if (failure instanceof IOException) {
                        LOG.log(System.Logger.Level.WARNING, "Closing a file in {0} failed: {1}", directory(), failure);
                    }
                });
    }
}
