package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A room's log in append-only files of some size, the oldest of which are dropped whole. What was written by a process
 * is never written to by another: each begins a file of its own.
 *
 * <p>While a disk is full, events are shown all the same, and the newest are written once it is not; ids of those that
 * had to be given up are left out, so that whoever reads over them sees the hole.
 *
 * <p>Everything that changes it happens on the writer's thread.
 */
final class FileLog implements TranscriptLog {
    private static final System.Logger LOG = System.getLogger(FileLog.class.getName());
    /** Small enough to be read at once, which is how a position is found. */
    static final int SEGMENT_BYTES = 1 << 20;
    /** What a snapshot is made from. */
    private static final int NEWEST = 100;
    /** More than a machine can lose with its power: ids that somebody may have seen are not given to other events. */
    static final int SKIPPED_AFTER_CRASH = 10_000;
    /** Of events that wait for a writer that does not come back from the disk. */
    private static final int MOST_PENDING = 5_000;
    /** Of JSON that could not be written. */
    private static final int MOST_UNWRITTEN_CHARS = 1 << 20;

    private final FileStore store;
    private final Path directory;
    private final String roomId;
    private final Listener listener;
    private final Deque<LogEntry> unwritten = new ArrayDeque<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong givenUp = new AtomicLong();
    private int unwrittenChars;
    private long epoch;
    private long sequence;
    private long skip;
    private @Nullable LogEntry session;
    private boolean broken;

    private volatile @Nullable OpenSegment active;
    private volatile List<SegmentFile> files = List.of();
    private volatile EventId start = new EventId(0, 0);
    private volatile boolean failing;
    /** What readers are given while it cannot be written. */
    private volatile List<LogEntry> waiting = List.of();

    FileLog(FileStore store, Path directory, String roomId, Listener listener) {
        this.store = store;
        this.directory = directory;
        this.roomId = roomId;
        this.listener = listener;
    }

    Path directory() {
        return directory;
    }

    @Override
    public CompletionStage<Opened> open() {
        CompletableFuture<Opened> opened = new CompletableFuture<>();
        submit(() -> {
            try {
                Opened found = recover();
                return () -> opened.complete(found);
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Room " + roomId + ": its transcript cannot be read, so what is said now is shown but not kept",
                        e);
                broken = true;
                begin();
                // So that whoever reads is told that there was more.
                sequence = 1;
                start = end();
                Opened nothing = new Opened(null, List.of(), end());
                return () -> opened.complete(nothing);
            }
        });
        return opened;
    }

    private void begin() {
        epoch = Math.max(epoch + 1, store.clock().millis());
        sequence = 0;
        skip = 0;
        start = end();
    }

    private Opened recover() throws IOException {
        files = repaired(SegmentFile.list(directory));
        if (files.isEmpty()) {
            begin();
            return new Opened(null, List.of(), end());
        }
        Deque<LogEntry> newest = new ArrayDeque<>();
        LogEntry before = null;
        for (int i = files.size() - 1; i >= 0 && (newest.size() < NEWEST || epoch == 0); i--) {
            SegmentContents contents = files.get(i).read(0);
            if (i == files.size() - 1) {
                sequence = contents.last();
                skip = contents.closed() ? 0 : SKIPPED_AFTER_CRASH;
            }
            if (epoch == 0 && contents.header() != null) {
                epoch = contents.header().epoch();
            }
            before = contents.header() == null ? null : contents.header().session();
            List<LogEntry> entries = contents.entries();
            for (int n = entries.size() - 1; n >= 0; n--) {
                epoch = epoch == 0 ? entries.get(n).id().epoch() : epoch;
                newest.addFirst(entries.get(n));
            }
        }
        if (epoch == 0) {
            throw new IOException("none of the files in " + directory + " is a transcript's any more");
        }
        start = new EventId(epoch, files.get(0).first() - 1);
        session = before;
        newest.forEach(this::follow);
        if (session != null) {
            crashed(newest);
        }
        return new Opened(before, List.copyOf(newest), end());
    }

    /** Cuts off what was not written to its end, and so was never shown. */
    private static List<SegmentFile> repaired(List<SegmentFile> found) throws IOException {
        if (found.isEmpty()) {
            return found;
        }
        SegmentFile last = found.get(found.size() - 1);
        int whole = last.read(Long.MAX_VALUE).length();
        if (whole == 0) {
            Files.delete(last.path());
            return repaired(found.subList(0, found.size() - 1));
        }
        try (FileChannel channel = FileChannel.open(last.path(), StandardOpenOption.WRITE)) {
            if (channel.size() > whole) {
                channel.truncate(whole);
                channel.force(false);
            }
        }
        return List.copyOf(found);
    }

    /** Ends a session that a process before this one did not end: nobody is to take it for live. */
    private void crashed(Deque<LogEntry> newest) {
        if (!(session != null && session.event().orElse(null) instanceof SessionStarted started)) {
            return;
        }
        Instant lastSign =
                newest.isEmpty() ? started.startedAt() : newest.getLast().appendedAt();
        double at = Math.max(0, Duration.between(started.startedAt(), lastSign).toMillis() / 1000.0);
        List.of(
                        new StreamGap(
                                started.sessionId(),
                                null,
                                null,
                                at,
                                null,
                                GapReason.SERVICE_CRASHED,
                                lastSign,
                                "The service ended without warning; what was being said then is missing."),
                        new SessionEnded(
                                started.sessionId(),
                                at,
                                lastSign,
                                SessionEndReason.FAILED,
                                "The service ended without warning. Start the room again."))
                .forEach(event -> newest.addLast(take(event)));
    }

    /** Keeps track of which session runs. */
    private void follow(LogEntry entry) {
        if (entry.type().equals("session.started")) {
            session = entry;
        } else if (entry.type().equals("session.ended")) {
            session = null;
        }
    }

    @Override
    public CompletionStage<EventId> append(DurableEvent event) {
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            givenUp.incrementAndGet();
            store.observer().lost(1);
            return CompletableFuture.failedStage(
                    new IOException("the disk does not answer, and " + MOST_PENDING + " events wait for it"));
        }
        CompletableFuture<EventId> appended = new CompletableFuture<>();
        submit(() -> {
            LogEntry entry = take(event);
            return () -> {
                pending.decrementAndGet();
                listener.appended(entry);
                appended.complete(entry.id());
            };
        });
        return appended;
    }

    private LogEntry take(DurableEvent event) {
        LogEntry entry = next(event);
        if (!broken) {
            unwritten.addLast(entry);
            unwrittenChars += entry.json().length();
            store.unwritten(1);
            write();
        } else {
            store.observer().lost(1);
        }
        follow(entry);
        if (event instanceof SessionEnded) {
            store.syncSoon(this);
        }
        return entry;
    }

    private LogEntry next(DurableEvent event) {
        EventId previous = end();
        sequence += skip;
        skip = 0;
        long holes = givenUp.getAndSet(0);
        if (holes > 0) {
            sequence += holes;
            previous = end();
        }
        EventId id = end().next();
        sequence = id.sequence();
        return LogEntry.of(roomId, id, previous, event, store.clock().instant());
    }

    private EventId end() {
        return new EventId(epoch, sequence);
    }

    /** Writes what is not yet written, as far as the disk takes it. */
    void write() {
        try {
            for (LogEntry entry = unwritten.peekFirst(); entry != null; entry = unwritten.peekFirst()) {
                segment(entry).write(entry);
                remove(unwritten.removeFirst());
            }
            if (failing) {
                LOG.log(System.Logger.Level.INFO, "Room {0}: its transcript is written again", roomId);
                failing = false;
                waiting = List.of();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": its transcript cannot be written to " + directory
                            + "; captions go on, and it is tried again every second",
                    e);
        }
        failing = true;
        OpenSegment spoiled = active;
        active = null;
        if (spoiled != null && !spoiled.abandon()) {
            files = files.stream().filter(file -> !file.equals(spoiled.file())).toList();
        }
        int lost = 0;
        while (unwrittenChars > MOST_UNWRITTEN_CHARS) {
            remove(unwritten.removeFirst());
            lost++;
        }
        if (lost > 0) {
            store.observer().lost(lost);
        }
        waiting = List.copyOf(unwritten);
    }

    private void remove(LogEntry entry) {
        unwrittenChars -= entry.json().length();
        store.unwritten(-1);
    }

    private OpenSegment segment(LogEntry entry) throws IOException {
        OpenSegment current = active;
        if (current != null && current.size() < SEGMENT_BYTES) {
            return current;
        }
        closeSegment();
        SegmentContents.Header header =
                new SegmentContents.Header(epoch, entry.previous().sequence(), session);
        SegmentFile file = SegmentFile.in(directory, entry.id().sequence());
        Instant now = store.clock().instant();
        Files.createDirectories(directory);
        OpenSegment created = OpenSegment.create(file, header.line(roomId, now), now);
        List<SegmentFile> more = new ArrayList<>(files);
        more.add(file);
        files = List.copyOf(more);
        active = created;
        return created;
    }

    private void closeSegment() throws IOException {
        OpenSegment current = active;
        if (current != null) {
            active = null;
            current.close(store.clock().instant());
        }
    }

    /** Has the disk hold what was written. Called on any thread. */
    void sync() {
        OpenSegment current = active;
        if (current == null) {
            return;
        }
        try {
            current.sync();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room " + roomId + ": what was written of its transcript may not survive a loss of power",
                    e);
        }
    }

    boolean isFailing() {
        return failing;
    }

    @Override
    public CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return page(after, upTo, chars);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                store.readers());
    }

    private List<LogEntry> page(EventId after, EventId upTo, int chars) throws IOException {
        List<LogEntry> page = new ArrayList<>();
        // Before the files: what is written meanwhile must be in either.
        List<LogEntry> unwrittenNow = waiting;
        List<SegmentFile> all = files;
        int length = 0;
        for (int i = 0; i < all.size() && page.isEmpty(); i++) {
            boolean over = i + 1 < all.size() && all.get(i + 1).first() <= after.sequence() + 1;
            if (over || all.get(i).first() > upTo.sequence()) {
                continue;
            }
            for (LogEntry entry : read(all.get(i), after)) {
                if (length >= chars || entry.id().compareTo(upTo) > 0) {
                    break;
                }
                page.add(entry);
                length += entry.json().length();
            }
        }
        return page.isEmpty()
                ? unwrittenNow.stream()
                        .filter(entry ->
                                entry.id().compareTo(after) > 0 && entry.id().compareTo(upTo) <= 0)
                        .toList()
                : page;
    }

    private static List<LogEntry> read(SegmentFile file, EventId after) throws IOException {
        try {
            return file.read(after.sequence()).entries();
        } catch (NoSuchFileException e) {
            // It was dropped meanwhile, for its age.
            return List.of();
        }
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
                closeSegment();
                delete();
            } catch (IOException e) {
                return () -> erased.completeExceptionally(e);
            }
            unwritten.forEach(entry -> store.unwritten(-1));
            unwritten.clear();
            unwrittenChars = 0;
            begin();
            EventId end = end();
            return () -> {
                listener.erased(end);
                erased.complete(true);
            };
        });
        return erased;
    }

    private void delete() throws IOException {
        for (SegmentFile file : files) {
            Files.deleteIfExists(file.path());
        }
        files = List.of();
        if (Files.deleteIfExists(directory)) {
            OpenSegment.sync(directory.getParent());
        }
    }

    /** Drops files, but for the one that is being written. */
    void drop(Collection<Path> old) throws IOException {
        OpenSegment current = active;
        List<SegmentFile> kept = new ArrayList<>();
        for (SegmentFile file : files) {
            if (old.contains(file.path()) && (current == null || !current.file().equals(file))) {
                Files.deleteIfExists(file.path());
            } else {
                kept.add(file);
            }
        }
        files = List.copyOf(kept);
        start = kept.isEmpty() ? end() : new EventId(epoch, kept.get(0).first() - 1);
    }

    /** What is dropped by age is dropped in files, so none may span too much of it. */
    @Override
    public void trim() {
        submit(() -> {
            OpenSegment current = active;
            Duration most = store.limits().maxAge().dividedBy(8);
            if (current != null
                    && current.createdAt().plus(most).isBefore(store.clock().instant())) {
                closeQuietly();
            }
            return () -> {};
        });
    }

    private void closeQuietly() {
        try {
            closeSegment();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Room {0}: a file of its transcript did not close: {1}", roomId, e);
        }
    }

    @Override
    public boolean mayClose() {
        return !failing && pending.get() == 0;
    }

    @Override
    public void close() {
        submit(() -> {
            write();
            if (!unwritten.isEmpty()) {
                store.observer().lost(unwritten.size());
                store.unwritten(-unwritten.size());
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Room {0}: {1} events of its transcript could not be written and are lost",
                        roomId,
                        unwritten.size());
            }
            closeQuietly();
            store.closed(this);
            return () -> {};
        });
    }

    private void submit(Supplier<Runnable> step) {
        store.writer().submit(step);
    }
}
