package dev.roomscribe.cluster.local;

import java.util.HashSet;
import java.util.Set;

/** The rooms whose lease is taken in this process. Thread-safe. */
final class RoomLeases {
    private final Set<String> taken = new HashSet<>();

    synchronized boolean take(String roomId) {
        return taken.add(roomId);
    }

    synchronized void release(String roomId) {
        taken.remove(roomId);
    }

    synchronized boolean isTaken(String roomId) {
        return taken.contains(roomId);
    }
}
