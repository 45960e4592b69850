package dev.roomscribe.session.auto;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The suppressed rooms of this process. */
public final class LocalSuppressedRooms implements SuppressedRooms {
    private final Map<String, Long> versions = new LinkedHashMap<>();
    private long lastVersion;

    @Override
    public synchronized void add(String roomId) {
        versions.remove(roomId);
        versions.put(roomId, ++lastVersion);
        if (versions.size() > MAX_ROOMS) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void remove(String roomId) {
        versions.remove(roomId);
    }

    @Override
    public synchronized boolean contains(String roomId) {
        return versions.containsKey(roomId);
    }

    @Override
    public synchronized long version() {
        return lastVersion;
    }

    @Override
    public synchronized void removeEmpty(String roomId, long version) {
        versions.computeIfPresent(roomId, (id, suppressed) -> suppressed <= version ? null : suppressed);
    }

    @Override
    public synchronized void retainExisting(Set<String> existing, long version) {
        versions.entrySet().removeIf(room -> room.getValue() <= version && !existing.contains(room.getKey()));
    }
}
