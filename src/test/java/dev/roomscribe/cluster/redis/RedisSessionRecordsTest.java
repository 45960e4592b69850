package dev.roomscribe.cluster.redis;

import static dev.roomscribe.cluster.redis.RedisNode.join;
import static dev.roomscribe.cluster.redis.RedisNode.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.LeaseLostException;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.Signals;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases and records of several nodes in a real Redis, with a short lease time. */
class RedisSessionRecordsTest {
    private static final AtomicInteger ROOMS = new AtomicInteger();
    private static Vertx vertx;
    private static RedisServer redis;

    private final String room = "room-" + ROOMS.incrementAndGet();
    private final List<RedisNode> nodes = new ArrayList<>();
    private RedisNode a;
    private RedisNode b;

    @BeforeAll
    static void startRedis(@TempDir Path directory) {
        vertx = Vertx.vertx();
        redis = RedisServer.start(directory);
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
        vertx.close();
    }

    @BeforeEach
    void startNodes() {
        a = node("a", RedisNode.LONG);
        b = node("b", RedisNode.LONG);
        b.awaitLeaseTime();
    }

    @AfterEach
    void stopNodes() {
        b.command(Command.FLUSHALL);
        nodes.forEach(RedisNode::close);
    }

    private RedisNode node(String name, Duration leaseTime) {
        RedisNode node = new RedisNode(vertx, redis.url(), name, leaseTime);
        nodes.add(node);
        return node;
    }

    private static boolean isLost(Lease lease) {
        return lease.lost().toCompletableFuture().isDone();
    }

    @Test
    void oneOfTwentyRacingProcessesGetsTheLease() {
        List<CompletableFuture<Optional<Lease>>> attempts = IntStream.range(0, 20)
                .mapToObj(i -> (i % 2 == 0 ? a : b).records.acquire(room).toCompletableFuture())
                .toList();
        assertThat(attempts.stream().filter(attempt -> join(attempt).isPresent()))
                .hasSize(1);
        assertThat(List.of(a, b))
                .filteredOn(node -> node.held.fence(room).isPresent())
                .hasSize(1);
    }

    @Test
    void theRoomOfANodeThatHasEndedIsTakenOver() {
        Lease first = a.run(room);
        assertThat(b.tryAcquire(room)).isEmpty();
        assertThat(b.interruptedRooms()).isEmpty();
        a.close();
        b.expire(room);
        assertThat(b.interruptedRooms()).containsExactly(room);
        Lease second = b.acquire(room);
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.found()).contains(record(room, first));
        assertThat(second.found().orElseThrow().options()).contains("secret");
        assertThat(b.interruptedRooms()).isEmpty();
    }

    /** A full Redis refuses all renewals, and the owner is about to renew when it is not full any more. */
    @Test
    void noRoomIsTakenWhileRedisRefusesToWriteAndForOneLeaseTimeAfterwards() {
        a.run(room);
        a.close();
        RedisNode quick = node("c", RedisNode.SHORT);
        quick.awaitLeaseTime();
        quick.expire(room);
        assertThat(quick.interruptedRooms()).containsExactly(room);
        redis.command("CONFIG", "SET", "maxmemory", "1");
        try {
            Awaitility.await().until(() -> quick.interruptedRooms().isEmpty());
        } finally {
            redis.command("CONFIG", "SET", "maxmemory", "0");
        }
        assertThat(quick.tryAcquire(room)).isEmpty();
        Awaitility.await().until(() -> quick.interruptedRooms().equals(List.of(room)));
    }

    @Test
    void aLeaseIsRenewed() {
        RedisNode quick = node("c", RedisNode.SHORT);
        Lease lease = quick.run(room);
        long end = Long.parseLong(b.field(room, "until"));
        Awaitility.await().until(() -> Long.parseLong(b.field(room, "until")) > end + 2 * RedisNode.SHORT.toMillis());
        assertThat(b.command(Command.ZSCORE, b.link.keys().leases(), room).toDouble())
                .isGreaterThan((double) end);
        assertThat(isLost(lease)).isFalse();
    }

    @Test
    void aNodeThatHasJustConnectedLeavesExpiredLeasesToTheirOwners() {
        RedisNode started = node("c", RedisNode.LONG);
        Lease lease = a.run(room);
        b.expire(room);
        assertThat(started.interruptedRooms()).isEmpty();
        assertThat(started.tryAcquire(room)).isEmpty();
        started.awaitLeaseTime();
        assertThat(started.interruptedRooms()).containsExactly(room);
        join(lease.save(record(room, lease)));
        assertThat(started.tryAcquire(room)).as("a lease that was renewed").isEmpty();
    }

    @Test
    void aReleasedRoomIsTakenAtOnceWithItsRecordAndAnEndedRoomIsForgotten() {
        Lease first = a.run(room);
        join(first.release());
        assertThat(a.held.fence(room)).isEmpty();
        assertThat(b.interruptedRooms()).containsExactly(room);
        Lease second = b.acquire(room);
        assertThat(second.found()).isPresent();
        join(second.end());
        assertThat(a.interruptedRooms()).isEmpty();
        assertThat(join(a.records.find(room))).isEmpty();
        Lease third = a.acquire(room);
        assertThat(third.found()).isEmpty();
        assertThat(third.fence()).isGreaterThan(second.fence());
        assertThat(isLost(first) || isLost(second)).isFalse();
    }

    @Test
    void aProcessTakesTheRoomsOfTheEarlierProcessOfItsNodeAtOnce() {
        Lease first = a.run(room);
        a.close();
        RedisNode restarted = node("a", RedisNode.LONG);
        assertThat(restarted.interruptedRooms()).containsExactly(room);
        assertThat(b.interruptedRooms()).isEmpty();
        assertThat(restarted.acquire(room).fence()).isGreaterThan(first.fence());
        assertThat(restarted.interruptedRooms()).isEmpty();
    }

    @Test
    void aNodeThatHasLostItsRoomCanNeitherSaveNorEndItsSession() {
        Lease first = a.run(room);
        b.expire(room);
        Lease second = b.acquire(room);
        join(second.save(record(room, second)));
        assertThat(isLost(first)).isFalse();
        assertThatThrownBy(() -> join(first.save(record(room, first)))).hasCauseInstanceOf(LeaseLostException.class);
        assertThat(isLost(first)).isTrue();
        assertThat(a.held.fence(room)).isEmpty();
        assertThatThrownBy(() -> join(first.end())).hasCauseInstanceOf(LeaseLostException.class);
        join(first.release());
        assertThat(join(b.records.find(room)).map(SessionRecord::fence)).contains(second.fence());
        assertThat(isLost(second)).isFalse();
    }

    @Test
    void renewalAndTheRefusalOfAnEventTellThatALeaseIsLost() {
        Lease lease = node("c", RedisNode.SHORT).run(room);
        b.command(Command.HINCRBY, b.link.keys().owner(room), "fence", "1");
        Awaitility.await().until(() -> isLost(lease));

        Lease other = a.run(room + "-other");
        a.held.refused(room + "-other", other.fence() - 1);
        assertThat(isLost(other)).isFalse();
        a.held.refused(room + "-other", other.fence());
        assertThat(isLost(other)).isTrue();
    }

    @Test
    void aRedisThatIsRestartedOrFrozenTakesNoRoomFromItsNode() throws Exception {
        RedisNode quick = node("c", RedisNode.SHORT);
        Lease lease = quick.run(room);
        RedisNode careless = new RedisNode(vertx, redis.url(), "d", RedisNode.SHORT, true);
        nodes.add(careless);
        Lease other = careless.run(room + "-other");
        assertThat(lease.isConfirmed()).isTrue();
        redis.kill();
        Awaitility.await().until(() -> quick.records.isIsolated() && careless.records.isIsolated());
        assertThat(lease.isConfirmed()).isFalse();
        assertThat(other.isConfirmed()).isTrue();
        assertThatThrownBy(() -> join(lease.save(record(room, lease))))
                .hasCauseInstanceOf(RedisUnavailableException.class);
        redis.restart();
        Awaitility.await().until(() -> b.link.isConnected() && !quick.records.isIsolated());
        assertThat(b.tryAcquire(room)).isEmpty();
        assertThat(lease.isConfirmed()).isTrue();

        Signals.send("STOP", redis.process().toHandle());
        try {
            Awaitility.await().until(() -> quick.records.isIsolated() && !b.link.isConnected());
        } finally {
            Signals.send("CONT", redis.process().toHandle());
        }
        Awaitility.await().until(() -> b.link.isConnected() && !quick.records.isIsolated());
        assertThat(b.tryAcquire(room)).isEmpty();
        assertThat(isLost(lease)).isFalse();
        assertThat(quick.held.fence(room)).hasValue(lease.fence());
        assertThat(b.field(room, "fence")).isEqualTo(Long.toString(lease.fence()));
    }

    @Test
    void aSessionThatEndsWhileRedisIsAwayIsNotContinuedLater() {
        Lease lease = a.run(room);
        redis.kill();
        Awaitility.await().until(() -> !a.link.isConnected());
        CompletableFuture<Void> ended = lease.end().toCompletableFuture();
        redis.restart();
        join(ended);
        Awaitility.await().until(() -> b.link.isConnected());
        assertThat(b.field(room, "record")).isNull();
        assertThat(a.held.fence(room)).isEmpty();
        assertThat(b.interruptedRooms()).isEmpty();
    }

    @Test
    void aLeaseThatRedisHasLostIsRestoredWithItsRecord() {
        RedisNode quick = node("c", RedisNode.SHORT);
        Lease lease = quick.run(room);
        b.command(Command.DEL, b.link.keys().owner(room), b.link.keys().leases());
        Awaitility.await().until(() -> join(b.records.find(room)).isPresent());
        assertThat(b.field(room, "fence")).isEqualTo(Long.toString(lease.fence()));
        assertThat(isLost(lease)).isFalse();
        quick.close();
        b.expire(room);
        assertThat(b.acquire(room).found()).contains(record(room, lease));
    }

    @Test
    void damagedRecordHidesNoOther() {
        Lease lease = a.run(room);
        b.command(Command.HSET, b.link.keys().owner(room + "x"), "record", "{\"room_id\":", "until", "0");
        b.command(Command.ZADD, b.link.keys().leases(), "0", room + "x");
        join(lease.release());
        assertThat(b.interruptedRooms()).containsExactly(room);
    }

    @Test
    void manyDamagedRecordsHideNoOtherEither() {
        a.run(room);
        a.close();
        b.expire(room);
        List<String> scores = new ArrayList<>(List.of(b.link.keys().leases()));
        for (int i = 0; i < 150; i++) {
            b.command(Command.HSET, b.link.keys().owner(room + "-" + i), "record", "?", "until", "0");
            scores.addAll(List.of("0", room + "-" + i));
        }
        b.command(Command.ZADD, scores.toArray(String[]::new));
        b.interruptedRooms();
        b.interruptedRooms();
        assertThat(b.interruptedRooms()).containsExactly(room);
    }

    @Test
    void aRoomWhoseRecordCannotBeReadIsNotTaken() {
        b.command(Command.HSET, b.link.keys().owner(room), "record", "{\"newer\":true}");
        assertThat(b.tryAcquire(room)).isEmpty();
        assertThat(b.tryAcquire(room)).isEmpty();
        assertThat(b.field(room, "record")).isEqualTo("{\"newer\":true}");
        assertThat(b.field(room, "until")).isEqualTo("0");
    }

    @Test
    void aLeaseWithoutARecordLeavesNothingForEver() {
        Lease lease = a.acquire(room);
        assertThat(b.command(Command.PTTL, b.link.keys().owner(room)).toLong()).isPositive();
        join(lease.save(record(room, lease)));
        assertThat(b.command(Command.PTTL, b.link.keys().owner(room)).toLong()).isEqualTo(-1);
        join(lease.release());
        assertThatThrownBy(() -> join(lease.end())).hasMessageContaining("was released");
    }

    @Test
    void theOffsetOfTheClockIsKnown() {
        Awaitility.await().until(() -> !Double.isNaN(a.records.clockOffsetMillis()));
        assertThat(a.records.clockOffsetMillis()).isBetween(-200.0, 200.0);
    }
}
