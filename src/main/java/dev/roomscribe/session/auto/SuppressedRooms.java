package dev.roomscribe.session.auto;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Rooms that are not to be transcribed by themselves, because whoever is in them was to be left alone: until nobody has
 * been there since. Thread-safe.
 */
final class SuppressedRooms {
    /** Anybody may stop any room, be there one or not; beyond this the oldest is forgotten. */
    private static final int MOST = 10_000;

    private final Map<String, Long> since = new LinkedHashMap<>();
    private long moment;

    synchronized void add(String roomId) {
        since.remove(roomId);
        since.put(roomId, ++moment);
        if (since.size() > MOST) {
            since.remove(since.keySet().iterator().next());
        }
    }

    synchronized void remove(String roomId) {
        since.remove(roomId);
    }

    synchronized boolean contains(String roomId) {
        return since.containsKey(roomId);
    }

    /** Returns this moment, to be given back with the answer to what Fishjam is asked now. */
    synchronized long now() {
        return moment;
    }

    /** Learns that nobody was in a room, or there was no such room. An answer older than the dismissal says nothing. */
    synchronized void wasEmpty(String roomId, long asked) {
        since.computeIfPresent(roomId, (id, dismissed) -> dismissed <= asked ? null : dismissed);
    }

    /** Learns which rooms there were at all. */
    synchronized void existed(Set<String> rooms, long asked) {
        since.entrySet().removeIf(room -> room.getValue() <= asked && !rooms.contains(room.getKey()));
    }
}
