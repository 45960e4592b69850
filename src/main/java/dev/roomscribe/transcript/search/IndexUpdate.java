package dev.roomscribe.transcript.search;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares an index with the logs, and brings it to their state. It needs no notice of what happened: an append, an
 * erasure, a retention limit and a crash all show in the positions of a log.
 */
final class IndexUpdate {
    /** Characters of JSON that are read at once. */
    private static final int PAGE_CHARS = 512 * 1024;

    /** What was removed from the index and is still in its files. */
    enum Removed {
        NOTHING,
        /** Events that are older than the retention allows. */
        EXPIRED,
        /** Events that were erased. */
        ERASED;

        Removed and(Removed other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private final TranscriptStore store;
    private final OpenIndex index;
    private final BooleanSupplier stopped;

    /** @param stopped returns whether to end early, after a page of a log */
    IndexUpdate(TranscriptStore store, OpenIndex index, BooleanSupplier stopped) {
        this.store = store;
        this.index = index;
        this.stopped = stopped;
    }

    /** Updates every room. */
    Removed run() throws IOException {
        Removed removed = Removed.NOTHING;
        Set<String> stored = new HashSet<>();
        for (StoredRoom room : store.rooms()) {
            stored.add(room.roomId());
            if (!stopped.getAsBoolean()) {
                removed = removed.and(update(room.roomId(), room.range()));
            }
        }
        for (String roomId : index.rooms()) {
            if (!stored.contains(roomId)) {
                index.removeRoom(roomId);
                removed = Removed.ERASED;
            }
        }
        return removed;
    }

    private Removed update(String roomId, LogRange log) throws IOException {
        LogRange indexed = index.range(roomId);
        if (log.equals(indexed)) {
            return Removed.NOTHING;
        }
        Removed removed = Removed.NOTHING;
        if (indexed != null && log.start().compareTo(indexed.start()) < 0) {
            // Files that could not be read before can be read now.
            index.removeRoom(roomId);
            indexed = null;
        }
        if (indexed != null && log.start().compareTo(indexed.start()) > 0) {
            index.remove(FinalDocument.upTo(roomId, log.start()));
            removed = log.start().epoch() == indexed.start().epoch() ? Removed.EXPIRED : Removed.ERASED;
        }
        EventId position = position(roomId, log, indexed);
        boolean follows = indexed != null && position.equals(indexed.end());
        while (position.compareTo(log.end()) < 0 && !stopped.getAsBoolean()) {
            List<LogEntry> page = store.read(roomId, position, PAGE_CHARS);
            if (follows && !page.isEmpty() && page.get(0).previous().compareTo(position) < 0) {
                // The log lost its newest events with the machine's power, and left out their ids.
                index.remove(FinalDocument.after(roomId, page.get(0).previous()));
            }
            follows = false;
            position = add(roomId, page, log.end());
            index.setRange(roomId, new LogRange(log.start(), position));
        }
        if (position.compareTo(log.end()) >= 0) {
            index.setRange(roomId, log);
        }
        return removed;
    }

    /** Returns the position after which events are missing from the index. */
    private EventId position(String roomId, LogRange log, @Nullable LogRange indexed) throws IOException {
        if (indexed == null || indexed.end().compareTo(log.start()) < 0) {
            return log.start();
        }
        if (indexed.end().compareTo(log.end()) > 0) {
            index.remove(FinalDocument.after(roomId, log.end()));
            return log.end();
        }
        return indexed.end();
    }

    /** Adds the finals of a page and returns its end; the end of the log if the page is empty. */
    private EventId add(String roomId, List<LogEntry> page, EventId end) throws IOException {
        for (LogEntry entry : page) {
            if (entry.type().equals("transcript.final")
                    && entry.event().orElse(null) instanceof FinalTranscript utterance) {
                index.add(roomId, entry.id(), utterance);
            }
        }
        return page.isEmpty() ? end : page.get(page.size() - 1).id();
    }
}
