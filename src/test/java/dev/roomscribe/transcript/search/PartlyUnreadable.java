package dev.roomscribe.transcript.search;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A store on a disk of which a part cannot be read. */
final class PartlyUnreadable implements TranscriptStore {
    private final TranscriptStore store;
    final AtomicInteger failures = new AtomicInteger();
    volatile boolean listingFails;
    /** The room whose events cannot be read. */
    volatile String unreadable = "";
    /** The room of which nothing can be read. */
    volatile String unlisted = "";
    /** Runs after each listing of the rooms. */
    volatile Runnable onListed = () -> {};

    PartlyUnreadable(TranscriptStore store) {
        this.store = store;
    }

    private IOException failure() {
        failures.incrementAndGet();
        return new IOException("input/output error");
    }

    @Override
    public TranscriptLog log(String roomId, TranscriptLog.Listener listener) {
        return store.log(roomId, listener);
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        return store.has(roomId);
    }

    @Override
    public List<StoredRoom> rooms() throws IOException {
        if (listingFails) {
            throw failure();
        }
        List<StoredRoom> rooms = store.rooms().stream()
                .filter(room -> !room.roomId().equals(unlisted))
                .toList();
        onListed.run();
        return rooms;
    }

    @Override
    public Optional<StoredRoom> room(String roomId) throws IOException {
        if (roomId.equals(unlisted)) {
            throw failure();
        }
        return store.room(roomId);
    }

    @Override
    public List<SessionSpan> sessions(String roomId) throws IOException {
        return store.sessions(roomId);
    }

    @Override
    public List<LogEntry> read(String roomId, EventId after, int chars) throws IOException {
        if (roomId.equals(unreadable)) {
            throw failure();
        }
        return store.read(roomId, after, chars);
    }

    @Override
    public void sweep() {
        store.sweep();
    }

    @Override
    public void close() {
        store.close();
    }
}
