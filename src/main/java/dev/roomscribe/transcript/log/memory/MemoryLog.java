package dev.roomscribe.transcript.log.memory;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionSequence;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionSpans;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the newest events of a room in memory. Its epoch is the time of its creation in epoch milliseconds. Every
 * operation completes on the caller's thread or on a thread that is already executing one.
 */
final class MemoryLog implements TranscriptLog {
    private final String roomId;
    private final Retention retention;
    private final InstantSource clock;
    private final Listener listener;
    private final Consumer<MemoryLog> closed;
    private final Executor serial = new SerialExecutor();
    private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
    private final SessionSequence sessions = new SessionSequence();
    private long epoch;
    private long sequence;
    private long erasures;

    /** @param closed called when the log is closed */
    MemoryLog(String roomId, Retention retention, InstantSource clock, Listener listener, Consumer<MemoryLog> closed) {
        this.roomId = roomId;
        this.retention = retention;
        this.clock = clock;
        this.listener = listener.logged();
        this.closed = closed;
        epoch = clock.millis();
    }

    String roomId() {
        return roomId;
    }

    @Override
    public CompletionStage<Opened> open() {
        return CompletableFuture.completedStage(Opened.empty(end()));
    }

    @Override
    public CompletionStage<EventId> append(DurableEvent event) {
        return submit(() -> {
            List<LogEntry> added = new ArrayList<>();
            added.add(add(event));
            if (event instanceof SessionStarted) {
                sessions.unstatedGaps(start()).forEach(gap -> added.add(add(gap)));
            }
            added.forEach(listener::appended);
            return added.get(0).id();
        });
    }

    /** Runs a step; one step runs at a time. Whatever it throws, the future completes. */
    private <T> CompletionStage<T> submit(Supplier<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        serial.execute(() -> {
            try {
                done.complete(step.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
                throw e;
            }
        });
        return done;
    }

    @Override
    public void saveProgress(SessionProgress progress) {
        // The events of a crashed process are lost with it, so nothing is left to complete.
    }

    private synchronized LogEntry add(DurableEvent event) {
        EventId previous = end();
        LogEntry entry = LogEntry.of(roomId, previous.next(), previous, event, clock.instant());
        sequence = entry.id().sequence();
        entries.put(sequence, entry);
        sessions.add(entry);
        trim();
        return entry;
    }

    @Override
    public CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars) {
        return CompletableFuture.completedStage(page(after, upTo, chars));
    }

    synchronized List<LogEntry> page(EventId after, EventId upTo, int chars) {
        List<LogEntry> read = new ArrayList<>();
        int length = 0;
        for (LogEntry entry : entries.tailMap(after.sequence(), false).values()) {
            if (length >= chars || entry.id().compareTo(upTo) > 0) {
                break;
            }
            read.add(entry);
            length += entry.json().length();
        }
        return read;
    }

    @Override
    public CompletionStage<List<LogEntry>> readBack(EventId after, EventId upTo, int chars) {
        return CompletableFuture.completedStage(pageBack(after, upTo, chars));
    }

    private synchronized List<LogEntry> pageBack(EventId after, EventId upTo, int chars) {
        List<LogEntry> read = new ArrayList<>();
        int length = 0;
        for (LogEntry entry :
                entries.headMap(upTo.sequence(), true).descendingMap().values()) {
            if (length >= chars || entry.id().compareTo(after) <= 0) {
                break;
            }
            read.add(entry);
            length += entry.json().length();
        }
        Collections.reverse(read);
        return read;
    }

    @Override
    public CompletionStage<EventId> positionBefore(LogRange range, Instant time) {
        return CompletableFuture.completedStage(position(range, time));
    }

    private synchronized EventId position(LogRange range, Instant time) {
        EventId position = range.start();
        for (LogEntry entry : entries.tailMap(position.sequence(), false).values()) {
            if (!entry.appendedAt().isBefore(time)) {
                break;
            }
            position = entry.id();
        }
        return position;
    }

    @Override
    public CompletionStage<List<SessionSpan>> sessions(LogRange range) {
        return CompletableFuture.completedStage(spans(range));
    }

    private synchronized List<SessionSpan> spans(LogRange range) {
        SessionSpans spans = SessionSpans.ofLog(range.start());
        entries.tailMap(range.start().sequence(), false).values().stream()
                .takeWhile(entry -> entry.id().compareTo(range.end()) <= 0)
                .forEach(spans::add);
        return spans.list();
    }

    /** Returns what is stored; empty if nothing is. */
    synchronized Optional<StoredRoom> stored() {
        List<SessionSpan> spans = spans(new LogRange(start(), end()));
        return spans.isEmpty() ? Optional.empty() : Optional.of(new StoredRoom(roomId, start(), spans, erasures));
    }

    @Override
    public synchronized EventId start() {
        return new EventId(epoch, entries.isEmpty() ? sequence : entries.firstKey() - 1);
    }

    private synchronized EventId end() {
        return new EventId(epoch, sequence);
    }

    @Override
    public CompletionStage<Boolean> erase() {
        return submit(() -> {
            boolean cleared = clear();
            if (cleared) {
                listener.erased(end());
            }
            return cleared;
        });
    }

    @Override
    public CompletionStage<Void> erase(String peerId) {
        return submit(() -> {
            listener.erased(eraseNow(peerId));
            return null;
        });
    }

    private synchronized Erasure eraseNow(String peerId) {
        Erasure erasure = new Erasure(roomId, peerId, end());
        entries.replaceAll((id, entry) -> erasure.apply(entry));
        erasures++;
        return erasure;
    }

    @Override
    public synchronized long erasures() {
        return erasures;
    }

    private synchronized boolean clear() {
        if (sessions.running() != null) {
            return false;
        }
        entries.clear();
        sessions.clear();
        epoch = Math.max(epoch + 1, clock.millis());
        sequence = 0;
        return true;
    }

    @Override
    public synchronized void trim() {
        Instant oldest = clock.instant().minus(retention.maxAge());
        Map.Entry<Long, LogEntry> first = entries.firstEntry();
        while (first != null
                && (entries.size() > retention.maxEvents()
                        || first.getValue().appendedAt().isBefore(oldest))) {
            entries.pollFirstEntry();
            first = entries.firstEntry();
        }
    }

    @Override
    public synchronized boolean mayClose() {
        return entries.isEmpty();
    }

    @Override
    public void close() {
        closed.accept(this);
    }
}
