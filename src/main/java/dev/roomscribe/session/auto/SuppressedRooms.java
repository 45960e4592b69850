package dev.roomscribe.session.auto;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Rooms that are not transcribed automatically, each until it has been empty. Thread-safe.
 *
 * <p>Fishjam's answers arrive late, so each suppression has a version: an answer lifts only suppressions that existed when
 * the request was sent.
 */
final class SuppressedRooms {
    /** Any client may stop any room id, even of a room that does not exist; beyond this the oldest is dropped. */
    private static final int MAX_ROOMS = 10_000;

    private final Map<String, Long> versions = new LinkedHashMap<>();
    private long lastVersion;

    synchronized void add(String roomId) {
        versions.remove(roomId);
        versions.put(roomId, ++lastVersion);
        if (versions.size() > MAX_ROOMS) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    synchronized void remove(String roomId) {
        versions.remove(roomId);
    }

    synchronized boolean contains(String roomId) {
        return versions.containsKey(roomId);
    }

    /** Returns the current version, to be read before a request to Fishjam is sent. */
    synchronized long version() {
        return lastVersion;
    }

    /** Lifts the suppression of a room that was empty or did not exist, unless it is newer than {@code version}. */
    synchronized void removeEmpty(String roomId, long version) {
        versions.computeIfPresent(roomId, (id, suppressed) -> suppressed <= version ? null : suppressed);
    }

    /** Lifts the suppressions of rooms that did not exist, unless they are newer than {@code version}. */
    synchronized void retainExisting(Set<String> existing, long version) {
        versions.entrySet().removeIf(room -> room.getValue() <= version && !existing.contains(room.getKey()));
    }
}
