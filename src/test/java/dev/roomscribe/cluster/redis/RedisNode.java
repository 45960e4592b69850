package dev.roomscribe.cluster.redis;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The leases of one process of the service. Its clock can be advanced, so that nothing waits for a long lease time. */
final class RedisNode implements AutoCloseable {
    /** Longer than any test, however busy the machine is. */
    static final Duration LONG = Duration.ofSeconds(60);
    /** For tests that wait for renewals, and are right also if one is late. */
    static final Duration SHORT = Duration.ofMillis(300);

    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00.123Z");

    final HeldLeases held = new HeldLeases();
    final NodeIdentity identity;
    final RedisLink link;
    final RedisSessionRecords records;
    private final AtomicLong ahead = new AtomicLong();

    RedisNode(Vertx vertx, String url, String name, Duration leaseTime) {
        this(vertx, url, name, leaseTime, false);
    }

    RedisNode(Vertx vertx, String url, String name, Duration leaseTime, boolean goesOnIsolated) {
        identity = new NodeIdentity(name, "instance-" + INSTANCES.incrementAndGet());
        link = new RedisConnections(vertx, new RedisSettings(url, "test"));
        records = new RedisSessionRecords(
                link,
                held,
                identity,
                leaseTime,
                VertxEventLoop.of(vertx.getOrCreateContext()),
                new TimeSource(InstantSource.system(), () -> System.nanoTime() + ahead.get()),
                goesOnIsolated);
        Awaitility.await().until(link::isConnected);
    }

    /** The link has been connected for a lease time. */
    void awaitLeaseTime() {
        ahead.addAndGet(LONG.toNanos());
    }

    /** A lease ends, as if its node had not renewed it. */
    void expire(String roomId) {
        command(Command.HSET, link.keys().owner(roomId), "until", "1");
        command(Command.ZADD, link.keys().leases(), "1", roomId);
    }

    @Nullable
    Response command(Command command, String... arguments) {
        Request request = Request.cmd(command);
        List.of(arguments).forEach(request::arg);
        return join(link.send(request).toCompletionStage());
    }

    /** Returns what Redis has in the hash of a room's owner; null if it has no such field. */
    @Nullable
    String field(String roomId, String name) {
        Response value = command(Command.HGET, link.keys().owner(roomId), name);
        return value == null ? null : value.toString();
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    Optional<Lease> tryAcquire(String roomId) {
        return join(records.acquire(roomId));
    }

    Lease acquire(String roomId) {
        return tryAcquire(roomId).orElseThrow();
    }

    /** Takes the lease and stores a record. */
    Lease run(String roomId) {
        Lease lease = acquire(roomId);
        join(lease.save(record(roomId, lease)));
        return lease;
    }

    static SessionRecord record(String roomId, Lease lease) {
        return new SessionRecord(
                roomId,
                "session of " + roomId,
                lease.fence(),
                TEN,
                "agent",
                false,
                "{\"webhook_url\":\"https://example.com/?key=secret\"}");
    }

    List<String> interruptedRooms() {
        return join(records.interrupted()).stream().map(SessionRecord::roomId).toList();
    }

    /** Ends as a process that crashes: nothing is released. */
    @Override
    public void close() {
        records.close();
        link.close();
    }
}
