package dev.roomscribe.cluster.redis;

import dev.roomscribe.cluster.redis.LeaseScriptsModelTest.Operation;
import dev.roomscribe.cluster.redis.LeaseScriptsModelTest.Step;
import dev.roomscribe.support.RedisServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of leases do in Redis 6.2 what they do in the installed version. */
class OldestRedisLeasesTest {
    private static final int SEQUENCES = 20;
    private static final int LENGTH = 40;

    @Test
    void leasesAreThoseOfTheModel(@TempDir Path directory) throws IOException {
        Vertx vertx = Vertx.vertx();
        try (RedisServer redis = RedisServer.startOldest(directory);
                RedisLink link = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"))) {
            Awaitility.await().until(link::isConnected);
            Random random = new Random(4711);
            Operation[] operations = Operation.values();
            for (int i = 0; i < SEQUENCES; i++) {
                LeaseScriptsModelTest.verify(
                        link,
                        Stream.generate(() ->
                                        new Step(operations[random.nextInt(operations.length)], random.nextInt(4)))
                                .limit(LENGTH)
                                .toList());
            }
        } finally {
            vertx.close();
        }
    }
}
