package dev.roomscribe.session.auto;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The rooms that are waiting to be checked or are being checked: one check per room, and a limited number of checks, at a
 * time. Confined to one event loop.
 */
final class RoomQueue {
    private static final int MAX_IN_PROGRESS = 8;

    /** Further rooms are dropped; the next list of rooms contains them again. */
    private static final int MAX_WAITING = 10_000;

    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> inProgress = new HashSet<>();

    /** Adds a room; does nothing if it is waiting already or the queue is full. */
    void add(String roomId) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(roomId);
        }
    }

    /** Removes and returns the next room that may be checked now; empty if there is none. */
    Optional<String> poll() {
        if (inProgress.size() == MAX_IN_PROGRESS) {
            return Optional.empty();
        }
        Optional<String> next =
                waiting.stream().filter(roomId -> !inProgress.contains(roomId)).findFirst();
        next.ifPresent(waiting::remove);
        return next;
    }

    /** Marks a check as started. */
    void start(String roomId) {
        inProgress.add(roomId);
    }

    /** Marks a check as finished. */
    void finish(String roomId) {
        inProgress.remove(roomId);
    }
}
