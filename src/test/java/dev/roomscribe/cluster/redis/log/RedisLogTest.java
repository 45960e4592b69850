package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.TestLeases;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.transcript.log.TranscriptLogContract;
import dev.roomscribe.transcript.log.TranscriptStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The log in Redis behaves as the other logs do, also in the oldest version of Redis; other tests use the installed one. */
class RedisLogTest extends TranscriptLogContract {
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    static Path directory;

    private static RedisServer redis;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.startOldest(directory);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
        VERTX.close();
    }

    @Override
    public TranscriptStore store() {
        RedisLink link = new RedisConnections(VERTX, new RedisSettings(redis.url(), "t" + PREFIXES.incrementAndGet()));
        Awaitility.await().until(link::isConnected);
        HeldLeases held = new HeldLeases();
        TestLeases leases = new TestLeases(link, held, "a");
        leases.take("r1");
        return new RedisStore(
                link,
                held,
                leases,
                new RedisLogSettings(Duration.ofHours(1), 1_000_000, 1_000_000, directory.resolve("spool"), false),
                LogNode.OBSERVER,
                clock);
    }
}
