package dev.roomscribe.transcript.log.memory;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Creates logs in memory. Closing a log, or the process, discards its events. */
public final class MemoryStore implements TranscriptStore {
    private final Retention retention;
    private final InstantSource clock;
    private final Map<String, MemoryLog> open = new ConcurrentHashMap<>();

    public MemoryStore(Retention retention, InstantSource clock) {
        this.retention = requireNonNull(retention, "retention is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public TranscriptLog log(String roomId, TranscriptLog.Listener listener) {
        MemoryLog log =
                new MemoryLog(roomId, retention, clock, listener, closed -> open.remove(closed.roomId(), closed));
        open.put(roomId, log);
        return log;
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public List<StoredRoom> rooms() {
        return open.values().stream().flatMap(log -> log.stored().stream()).toList();
    }

    @Override
    public Optional<StoredRoom> room(String roomId) {
        return Optional.ofNullable(open.get(roomId)).flatMap(MemoryLog::stored);
    }

    @Override
    public List<SessionSpan> sessions(String roomId) {
        MemoryLog log = open.get(roomId);
        return log == null ? List.of() : log.spans();
    }

    @Override
    public List<LogEntry> read(String roomId, EventId after, int chars) {
        MemoryLog log = open.get(roomId);
        return log == null ? List.of() : log.page(after, new EventId(Long.MAX_VALUE, Long.MAX_VALUE), chars);
    }

    @Override
    public void sweep() {
        // Open logs drop their own events.
    }

    @Override
    public void close() {
        // Logs in memory have no resources to release.
    }
}
