package dev.roomscribe.cluster.redis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The leases of this node on rooms, by their fences, and its clock compared with that of Redis. Thread-safe.
 *
 * <p>A command that needs the lease must compare its fence with the one in {@link RedisKeys#owner}: a greater one in Redis
 * means that there is a newer lease, and that this one is refused. A smaller one, or none, only means that Redis has lost
 * data, as after a failover: the next renewal restores the fence. Two leases never have the same fence.
 */
public final class HeldLeases {
    private final Map<String, Long> fences = new ConcurrentHashMap<>();
    private final ClockOffset clockOffset = new ClockOffset();
    private volatile BiConsumer<String, Long> onLost = (roomId, fence) -> {};

    /** Sets what is called when Redis has refused a fence; on any thread, once for each lease. The leases set it. */
    void onLost(BiConsumer<String, Long> listener) {
        onLost = listener;
    }

    /** Returns the fence of this node's lease on a room; empty if it has none. */
    public OptionalLong fence(String roomId) {
        Long fence = fences.get(roomId);
        return fence == null ? OptionalLong.empty() : OptionalLong.of(fence);
    }

    /** Returns how many leases this node has. */
    public int count() {
        return fences.size();
    }

    /** Returns the time of Redis when the clock of this node shows an instant; empty before it is known. */
    public Optional<Instant> redisTime(Instant instant) {
        OptionalLong offset = clockOffset.micros();
        return offset.isEmpty() ? Optional.empty() : Optional.of(instant.minus(offset.getAsLong(), ChronoUnit.MICROS));
    }

    ClockOffset clockOffset() {
        return clockOffset;
    }

    void add(String roomId, long fence) {
        fences.put(roomId, fence);
    }

    /** Returns whether the lease was held. */
    boolean remove(String roomId, long fence) {
        return fences.remove(roomId, fence);
    }

    /** Redis has a greater fence: another process has the room, or had it. */
    public void refused(String roomId, long fence) {
        if (remove(roomId, fence)) {
            onLost.accept(roomId, fence);
        }
    }
}
