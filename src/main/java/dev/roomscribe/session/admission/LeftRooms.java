package dev.roomscribe.session.admission;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Which of the rooms that other processes have left are taken by this one: those that it has capacity for, and those that no
 * process has taken for {@link #MAX_LEFT}. Confined to an event loop.
 */
public final class LeftRooms {
    /** How long a room is left to others whose log could not be read here. */
    public static final Duration UNREADABLE = Duration.ofSeconds(30);

    private static final Duration MAX_LEFT = Duration.ofSeconds(10);

    private final IntPredicate allowsTakeover;
    private final LongSupplier nanoTime;
    /** Since when the rooms have been seen without a process, by {@link System#nanoTime}. */
    private final Map<String, Long> leftNanos = new HashMap<>();
    /** When the logs of rooms could not be read, by {@link System#nanoTime}. */
    private final Map<String, Long> unreadableNanos = new HashMap<>();

    /** @param allowsTakeover as {@link SessionAdmission#allowsTakeover} */
    public LeftRooms(IntPredicate allowsTakeover, LongSupplier nanoTime) {
        this.allowsTakeover = allowsTakeover;
        this.nanoTime = nanoTime;
    }

    /** Sets which rooms are without a process now. */
    public void seen(Collection<String> rooms) {
        leftNanos.keySet().retainAll(rooms);
        rooms.forEach(room -> leftNanos.putIfAbsent(room, nanoTime.getAsLong()));
    }

    /**
     * Returns whether this process should take a room now.
     *
     * @param taking how many others it is taking
     */
    public boolean isDue(String roomId, int taking) {
        long now = nanoTime.getAsLong();
        unreadableNanos.values().removeIf(at -> now - at >= UNREADABLE.toNanos());
        return !unreadableNanos.containsKey(roomId)
                && (allowsTakeover.test(taking) || now - leftNanos.getOrDefault(roomId, now) >= MAX_LEFT.toNanos());
    }

    /** The log of a room could not be read. */
    public void unreadable(String roomId) {
        unreadableNanos.put(roomId, nanoTime.getAsLong());
    }
}
