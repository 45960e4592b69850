package dev.roomscribe.transcript.live;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The transcripts of every room in this process. Thread-safe. */
public final class Transcripts {
    /** A room without a session is on its way in, or was just asked for, and must not be swept up meanwhile. */
    private static final Duration IDLE_KEPT = Duration.ofMinutes(5);

    private final TranscriptStore store;
    private final SubscriberLimits limits;
    private final InstantSource clock;
    private final TranscriptObserver observer;
    private final Map<String, RoomTranscript> rooms = new ConcurrentHashMap<>();

    /** @param store where the logs are; whoever made it closes it, after this */
    public Transcripts(
            TranscriptStore store, SubscriberLimits limits, InstantSource clock, TranscriptObserver observer) {
        this.store = requireNonNull(store, "store is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.observer = requireNonNull(observer, "observer is null");
    }

    /** Returns a room's transcript to write to, made if need be. */
    public RoomTranscript open(String roomId) {
        return rooms.compute(roomId, (id, found) -> {
            if (found == null) {
                return new RoomTranscript(id, store, limits, clock, observer);
            }
            found.touch();
            return found;
        });
    }

    /**
     * Returns a room's transcript to read; empty if the room was never transcribed, or all of it is too old. Fails if it
     * cannot be read.
     */
    public CompletionStage<Optional<RoomTranscript>> find(String roomId) {
        RoomTranscript open = rooms.computeIfPresent(roomId, (id, found) -> {
            found.touch();
            return found;
        });
        CompletionStage<Optional<RoomTranscript>> kept = open != null
                ? open.opened().thenApply(Optional::of)
                : store.has(roomId)
                        .thenCompose(has -> has
                                ? open(roomId).opened().thenApply(Optional::of)
                                : CompletableFuture.completedStage(Optional.empty()));
        return kept.thenApply(found -> found.filter(RoomTranscript::isKnown));
    }

    /** Drops what is too old, and lets go of rooms that nobody needs; to be called now and then. */
    public void sweep() {
        Instant idleSince = clock.instant().minus(IDLE_KEPT);
        rooms.keySet()
                .forEach(roomId -> rooms.computeIfPresent(roomId, (id, room) -> {
                    if (!room.sweep(idleSince)) {
                        return room;
                    }
                    room.log().close();
                    return null;
                }));
        store.sweep();
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
