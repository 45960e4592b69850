package dev.roomscribe.cluster.redis;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecordJson;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Session records and leases that all nodes share. A lease that is not renewed for the lease time can be taken by another
 * node; until one does, it can still be renewed, so a Redis that was away takes no room from its node. Only Redis' answer
 * that there is another lease makes this one lost.
 *
 * <p>A process takes the rooms of earlier processes of its node at once: the node's data directory, which it has locked,
 * shows that they have ended. It leaves the expired leases of other nodes alone for one lease time after it has connected to
 * Redis, or was told that Redis does not write, such as because it is full: all leases have expired then, and the others are
 * about to renew theirs.
 */
public final class RedisSessionRecords implements SessionRecords, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RedisSessionRecords.class.getName());
    /** The longest lease time that can be configured: so long an earlier process of this node can have leases. */
    private static final Duration MAX_LEASE_TIME = Duration.ofSeconds(30);

    private static final int MAX_INTERRUPTED = 100;
    private static final int MAX_UNREADABLE = 900;

    private final HeldLeases held;
    private final LeaseStore store;
    private final Duration leaseTime;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final boolean goesOnIsolated;
    private final LeaseRenewal renewal;
    /** By room. */
    private final Map<String, RedisLease> leases = new ConcurrentHashMap<>();
    /** The rooms for whose lease Redis was asked. */
    private final Map<String, Boolean> acquiring = new ConcurrentHashMap<>();

    private final AtomicLong attempts = new AtomicLong();
    /** How many records were found last that cannot be read. */
    private volatile int unreadable;

    private volatile @Nullable Long firstConnectedAt;
    private volatile @Nullable Long connectedAt;

    /**
     * Begins to renew.
     *
     * @param goesOnIsolated whether leases count as confirmed also while Redis does not answer
     */
    public RedisSessionRecords(
            RedisLink link,
            HeldLeases held,
            NodeIdentity self,
            Duration leaseTime,
            EventLoop eventLoop,
            TimeSource time,
            boolean goesOnIsolated) {
        this.held = held;
        this.leaseTime = leaseTime;
        this.eventLoop = eventLoop;
        this.time = time;
        this.goesOnIsolated = goesOnIsolated;
        store = new LeaseStore(link, self, leaseTime);
        renewal = new LeaseRenewal(store, leases.values(), leaseTime, eventLoop, time, held.clockOffset());
        held.onLost(this::refused);
        link.onConnectionChange(this::connectionChanged);
        if (link.isConnected()) {
            connectionChanged(true);
        }
        eventLoop.execute(renewal::start);
    }

    private void connectionChanged(boolean connected) {
        if (connected) {
            connectedAt = time.nanos();
            if (firstConnectedAt == null) {
                firstConnectedAt = connectedAt;
            }
            eventLoop.execute(renewal::renew);
        }
    }

    /** Returns whether Redis has not answered to this node for longer than the lease time: others may take its rooms. */
    public boolean isIsolated() {
        return renewal.isOverdue();
    }

    /** Returns by how many ms the clock of this node is ahead of that of Redis; NaN before it is known. */
    public double clockOffsetMillis() {
        OptionalLong micros = held.clockOffset().micros();
        return micros.isEmpty() ? Double.NaN : micros.getAsLong() / 1000.0;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    /**
     * Returns the first 100 at most, and fewer only until it is known how many cannot be read. Those of other nodes are
     * left out for one lease time after Redis was connected.
     */
    @Override
    public CompletionStage<List<SessionRecord>> interrupted() {
        int limit = MAX_INTERRUPTED + Math.min(unreadable, MAX_UNREADABLE);
        return store.interrupted(limit, mayAllHaveExpired(), isWithin(firstConnectedAt, MAX_LEASE_TIME))
                .map(this::parseAll)
                .map(found -> found.stream()
                        .filter(record ->
                                !leases.containsKey(record.roomId()) && !acquiring.containsKey(record.roomId()))
                        .sorted(Comparator.comparing(SessionRecord::startedAt).thenComparing(SessionRecord::roomId))
                        .toList())
                .toCompletionStage();
    }

    /** Returns whether leases may have expired because no node could renew any. */
    private boolean mayAllHaveExpired() {
        Long refused = renewal.refusedAt();
        return isWithin(connectedAt, leaseTime) || (refused != null && isWithin(refused, leaseTime));
    }

    private boolean isWithin(@Nullable Long since, Duration duration) {
        return since == null || time.nanos() - since < duration.toNanos();
    }

    private List<SessionRecord> parseAll(List<String> found) {
        List<SessionRecord> records =
                found.stream().flatMap(json -> Stream.ofNullable(parse(json))).toList();
        int others = found.size() - records.size();
        if (others > unreadable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Sessions that are not continued, because their records in Redis cannot be read: {0}",
                    others);
        }
        unreadable = others;
        return records;
    }

    private static @Nullable SessionRecord parse(String json) {
        if (json.isEmpty()) {
            return null;
        }
        try {
            return SessionRecordJson.read(json);
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "A record in Redis cannot be read: {0}", e.getMessage());
            return null;
        }
    }

    @Override
    public CompletionStage<Optional<SessionRecord>> find(String roomId) {
        return store.record(roomId)
                .map(json -> Optional.ofNullable(parse(json)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Lease>> acquire(String roomId) {
        if (acquiring.putIfAbsent(roomId, true) != null) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        RedisLease lease = leases.get(roomId);
        if (lease != null) {
            acquiring.remove(roomId);
            return lease.isEnding()
                    ? CompletableFuture.failedStage(
                            new RedisUnavailableException("the record of the last session is not removed yet"))
                    : CompletableFuture.completedStage(Optional.empty());
        }
        return store.acquire(roomId, attempts.incrementAndGet(), mayAllHaveExpired())
                .compose(answer ->
                        answer.map(acquired -> hold(roomId, acquired)).orElse(Future.succeededFuture(Optional.empty())))
                .onComplete(done -> acquiring.remove(roomId))
                .toCompletionStage();
    }

    /** Completes without a lease if the room has a record that cannot be read: a node of another version may continue it. */
    private Future<Optional<Lease>> hold(String roomId, LeaseStore.Acquired acquired) {
        Optional<SessionRecord> found = Optional.ofNullable(parse(acquired.record()));
        RedisLease lease = new RedisLease(
                roomId, acquired.fence(), found, store, () -> goesOnIsolated || !isIsolated(), this::gone);
        leases.put(roomId, lease);
        held.add(roomId, acquired.fence());
        return found.isPresent() || acquired.record().isEmpty()
                ? Future.succeededFuture(Optional.of(lease))
                : Future.fromCompletionStage(lease.release()).map(Optional.empty());
    }

    private void gone(RedisLease lease) {
        held.remove(lease.roomId(), lease.fence());
        leases.remove(lease.roomId(), lease);
    }

    private void refused(String roomId, long fence) {
        RedisLease lease = leases.get(roomId);
        if (lease != null && lease.fence() == fence) {
            lease.refused();
        }
    }

    /** Ends the renewal; the leases that are left expire. */
    @Override
    public void close() {
        eventLoop.execute(renewal::close);
    }
}
