package dev.roomscribe.transcript;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps a room's newest events in memory; its epoch is the moment it was made. */
final class MemoryLog implements TranscriptLog {
    private final String roomId;
    private final Retention retention;
    private final InstantSource clock;
    private final long epoch;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long sequence;

    MemoryLog(String roomId, Retention retention, InstantSource clock) {
        this.roomId = roomId;
        this.retention = retention;
        this.clock = clock;
        epoch = clock.millis();
    }

    @Override
    public Entry append(DurableEvent event) {
        EventId id = new EventId(epoch, ++sequence);
        Entry entry = new Entry(id, event, EventJson.of(roomId, id, event), clock.instant());
        entries.put(sequence, entry);
        trim();
        return entry;
    }

    @Override
    public Optional<Entry> next(EventId after) {
        return Optional.ofNullable(entries.higherEntry(after.sequence())).map(Map.Entry::getValue);
    }

    @Override
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    @Override
    public EventId start() {
        return new EventId(epoch, entries.isEmpty() ? sequence : entries.firstKey() - 1);
    }

    @Override
    public EventId end() {
        return new EventId(epoch, sequence);
    }

    @Override
    public void trim() {
        Instant oldest = clock.instant().minus(retention.maxAge());
        while (entries.size() > retention.maxEvents()
                || (!entries.isEmpty()
                        && entries.firstEntry().getValue().appendedAt().isBefore(oldest))) {
            entries.pollFirstEntry();
        }
    }
}
