package dev.roomscribe.cluster.redis;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Leases that another node of the same test can take at any time. */
public final class TestLeases implements SessionRecords {
    private static final RedisScript TAKE = new RedisScript("""
            if ARGV[2] == '' and redis.call('HGET', KEYS[1], 'node') then return false end
            redis.call('HSET', KEYS[1], 'node', ARGV[1], 'until', '9999999999999')
            return redis.call('HINCRBY', KEYS[1], 'fence', 1)
            """);

    private final RedisLink link;
    private final HeldLeases held;
    private final String node;

    public TestLeases(RedisLink link, HeldLeases held, String node) {
        this.link = link;
        this.held = held;
        this.node = node;
    }

    /** Takes the lease, also from another node. */
    public long take(String roomId) {
        return taken(roomId)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Takes the lease, also from another node; completes with the fence. */
    public CompletionStage<Long> taken(String roomId) {
        return link.run(TAKE, List.of(link.keys().owner(roomId)), List.of(node, "force"))
                .toCompletionStage()
                .thenApply(fence -> {
                    held.add(roomId, fence.toLong());
                    return fence.toLong();
                });
    }

    public CompletionStage<Void> release(String roomId, long fence) {
        return new ShortLease(roomId, fence).release();
    }

    @Override
    public CompletionStage<List<SessionRecord>> interrupted() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Optional<Lease>> acquire(String roomId) {
        return link.run(TAKE, List.of(link.keys().owner(roomId)), List.of(node, ""))
                .toCompletionStage()
                .thenApply(fence -> {
                    if (fence == null) {
                        return Optional.empty();
                    }
                    held.add(roomId, fence.toLong());
                    return Optional.of(new ShortLease(roomId, fence.toLong()));
                });
    }

    private final class ShortLease implements Lease {
        private final String roomId;
        private final long fence;

        ShortLease(String roomId, long fence) {
            this.roomId = roomId;
            this.fence = fence;
        }

        @Override
        public long fence() {
            return fence;
        }

        @Override
        public CompletionStage<Void> save(SessionRecord record) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> end() {
            return release();
        }

        @Override
        public CompletionStage<Void> release() {
            held.remove(roomId, fence);
            return link.run(
                            new RedisScript("return redis.call('HDEL', KEYS[1], 'node', 'until')"),
                            List.of(link.keys().owner(roomId)),
                            List.of())
                    .toCompletionStage()
                    .thenApply(answer -> null);
        }
    }

    @Override
    public boolean isDurable() {
        return true;
    }
}
