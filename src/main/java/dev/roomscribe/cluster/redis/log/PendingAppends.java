package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The futures of events that a {@link RoomWriter} has numbered. Confined to the thread of the logs. */
final class PendingAppends {
    /** The events whose listener was not called yet. */
    private final Map<EventId, CompletableFuture<EventId>> unshown = new HashMap<>();
    /** Completed once Redis has all events up to a position. */
    private final List<Flush> flushes = new ArrayList<>();

    private record Flush(EventId upTo, CompletableFuture<EventId> stored) {}

    void add(EventId id, CompletableFuture<EventId> shown) {
        unshown.put(id, shown);
    }

    /** Takes over what another writer has left, except what waits for its flushes; they fail. */
    void takeFrom(PendingAppends other, Exception failure) {
        unshown.putAll(other.unshown);
        other.unshown.clear();
        other.fail(failure);
    }

    /** Completes once the listener was called with an event. */
    CompletableFuture<EventId> whenShown(EventId id) {
        return unshown.computeIfAbsent(id, unknown -> new CompletableFuture<>());
    }

    void shown(EventId id) {
        CompletableFuture<EventId> waiting = unshown.remove(id);
        if (waiting != null) {
            waiting.complete(id);
        }
    }

    void whenStored(EventId upTo, CompletableFuture<EventId> stored) {
        flushes.add(new Flush(upTo, stored));
    }

    /** Redis has all events up to a position. */
    void stored(EventId id) {
        List<Flush> reached = flushes.stream()
                .filter(waiting -> waiting.upTo().compareTo(id) <= 0)
                .toList();
        flushes.removeAll(reached);
        reached.forEach(waiting -> waiting.stored().complete(waiting.upTo()));
    }

    void fail(EventId id, Exception failure) {
        CompletableFuture<EventId> waiting = unshown.remove(id);
        if (waiting != null) {
            waiting.completeExceptionally(failure);
        }
    }

    void fail(Exception failure) {
        List<CompletableFuture<EventId>> failed = new ArrayList<>(unshown.values());
        flushes.forEach(waiting -> failed.add(waiting.stored()));
        unshown.clear();
        flushes.clear();
        failed.forEach(waiting -> waiting.completeExceptionally(failure));
    }
}
