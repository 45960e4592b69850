package dev.roomscribe.transcript;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The transcripts of every room in this process. Thread-safe. */
public final class Transcripts {
    /** A room without an event is on its way in, and must not be swept up meanwhile. */
    private static final Duration EMPTY_KEPT = Duration.ofMinutes(5);

    private final Retention retention;
    private final SubscriberLimits limits;
    private final InstantSource clock;
    private final TranscriptObserver observer;
    private final Map<String, RoomTranscript> rooms = new ConcurrentHashMap<>();

    public Transcripts(Retention retention, SubscriberLimits limits, InstantSource clock, TranscriptObserver observer) {
        this.retention = requireNonNull(retention, "retention is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.observer = requireNonNull(observer, "observer is null");
    }

    /** Returns a room's transcript to write to, made if need be. */
    public RoomTranscript open(String roomId) {
        return rooms.compute(roomId, (id, found) -> {
            if (found == null) {
                return new RoomTranscript(id, new MemoryLog(id, retention, clock), limits, clock, observer);
            }
            found.touch();
            return found;
        });
    }

    /** Returns a room's transcript to read; empty if the room was never transcribed, or all of it is too old. */
    public Optional<RoomTranscript> find(String roomId) {
        return Optional.ofNullable(rooms.get(roomId)).filter(RoomTranscript::isKnown);
    }

    /** Drops what is too old, and rooms of which nothing is left; to be called now and then. */
    public void sweep() {
        Instant idleSince = clock.instant().minus(EMPTY_KEPT);
        rooms.keySet()
                .forEach(roomId -> rooms.computeIfPresent(roomId, (id, room) -> room.sweep(idleSince) ? null : room));
    }

    /** Gives every reader that waits a sign of life, so that nothing on the way takes its stream for dead. */
    public void heartbeat() {
        rooms.values().forEach(RoomTranscript::heartbeat);
    }

    /** Ends every reader's stream after what it has not had yet. */
    public void close() {
        rooms.values().forEach(RoomTranscript::close);
    }
}
