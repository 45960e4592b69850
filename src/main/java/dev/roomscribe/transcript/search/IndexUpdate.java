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
 * erasure, a retention limit and a crash all show in the range of a log.
 */
final class IndexUpdate {
    private static final System.Logger LOG = System.getLogger(IndexUpdate.class.getName());
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
    private final Set<String> unreadable;
    private final BooleanSupplier stopped;

    /**
     * @param unreadable the rooms whose logs could not be read before, which are logged once; changed
     * @param stopped returns whether to end early, after a page of a log
     */
    IndexUpdate(TranscriptStore store, OpenIndex index, Set<String> unreadable, BooleanSupplier stopped) {
        this.store = store;
        this.index = index;
        this.unreadable = unreadable;
        this.stopped = stopped;
    }

    /**
     * Updates every room. A room that cannot be read stays as it is in the index until the next update.
     *
     * @param rooms what the store returned
     * @throws IOException if the index cannot be read or written
     */
    Removed run(List<StoredRoom> rooms) throws IOException {
        Removed removed = Removed.NOTHING;
        Set<String> stored = new HashSet<>();
        for (StoredRoom room : rooms) {
            stored.add(room.roomId());
            if (!stopped.getAsBoolean()) {
                removed = removed.and(update(room.roomId(), room.range()));
            }
        }
        for (String roomId : index.rooms()) {
            if (!stored.contains(roomId) && isEmpty(roomId)) {
                index.removeRoom(roomId);
                removed = Removed.ERASED;
            }
        }
        return removed;
    }

    private boolean isEmpty(String roomId) {
        try {
            return store.room(roomId).isEmpty();
        } catch (IOException e) {
            failed(roomId, e);
            return false;
        }
    }

    private void failed(String roomId, IOException cause) {
        if (unreadable.add(roomId)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: the transcript cannot be read, so its newest part is not found by a search. Reading is"
                            + " retried: {1}",
                    roomId,
                    cause.toString());
        }
    }

    private Removed update(String roomId, LogRange log) throws IOException {
        LogRange indexed = index.range(roomId);
        if (log.equals(indexed)) {
            return Removed.NOTHING;
        }
        Removed removed = Removed.NOTHING;
        if (indexed != null && log.erasures() != indexed.erasures()) {
            // The words of a peer, or a session, were erased.
            index.removeRoom(roomId);
            indexed = null;
            removed = Removed.ERASED;
        }
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
            List<LogEntry> page;
            try {
                page = store.read(roomId, position, PAGE_CHARS);
                unreadable.remove(roomId);
            } catch (IOException e) {
                failed(roomId, e);
                return removed;
            }
            if (follows && !page.isEmpty() && page.get(0).previous().compareTo(position) < 0) {
                // The log lost its newest events with the machine's power, and left out their ids.
                index.remove(FinalDocument.after(roomId, page.get(0).previous()));
            }
            follows = false;
            position = add(roomId, log.erasures(), page, log.end());
            index.setRange(roomId, new LogRange(log.start(), position, log.erasures()));
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

    /**
     * Adds the finals of a page and returns its end; the end of the log if the page is empty. Events after that end were
     * appended since the log was listed: the next update adds them, because it begins there.
     */
    private EventId add(String roomId, long erasures, List<LogEntry> page, EventId end) throws IOException {
        for (LogEntry entry : page) {
            if (entry.id().compareTo(end) > 0) {
                return end;
            }
            if (entry.type().equals("transcript.final")
                    && entry.event().orElse(null) instanceof FinalTranscript utterance) {
                index.add(roomId, entry.id(), erasures, utterance);
            }
        }
        return page.isEmpty() ? end : page.get(page.size() - 1).id();
    }
}
