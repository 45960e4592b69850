package dev.roomscribe.cluster.redis.state;

import static dev.roomscribe.cluster.redis.state.RedisNodes.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.limit.KeyLimits;
import dev.roomscribe.security.limit.SharedKeyUse.SessionSlot;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quotas of keys on two nodes with a real Redis. */
class RedisKeyUseTest {
    @TempDir
    Path directory;

    private final KeyReference key = new KeyReference("a", "1", new KeyQuota(2, 3, 3));
    private final KeyReference other = new KeyReference("b", "2", new KeyQuota(2, 3, 3));
    private RedisNodes nodes;
    private RedisKeyUse one;
    private RedisKeyUse two;

    @BeforeEach
    void start() {
        nodes = new RedisNodes(directory);
        one = new RedisKeyUse(nodes.vertx(), nodes.link());
        two = new RedisKeyUse(nodes.vertx(), nodes.link());
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        nodes.close();
    }

    private Optional<SessionSlot> start(RedisKeyUse node, String roomId) {
        return join(node.trySession(key, roomId));
    }

    private void run(String roomId, String sessionId) {
        nodes.command(Command.HSET, "test:{" + roomId + "}:owner", "record", "{\"session\":\"" + sessionId + "\"}");
    }

    private void end(String roomId) {
        nodes.command(Command.HDEL, "test:{" + roomId + "}:owner", "record");
    }

    @Test
    void startsCountOnAllNodes() {
        assertThat(join(one.tryStart(key))).isTrue();
        assertThat(join(two.tryStart(key))).isTrue();
        assertThat(join(one.tryStart(key))).isTrue();
        assertThat(join(two.tryStart(key))).isFalse();
        assertThat(join(two.tryStart(other))).isTrue();
        // As 20 s later, when there is one more.
        long at = nodes.command(Command.HGET, "test:quota:starts:a:3", "at").toLong();
        nodes.command(Command.HSET, "test:quota:starts:a:3", "at", Long.toString(at - 20_000));
        assertThat(join(one.tryStart(key))).isTrue();
        assertThat(join(one.tryStart(key))).isFalse();
    }

    @Test
    void aSessionCountsUntilItEndsOnWhicheverNode() {
        SessionSlot first = start(one, "r1").orElseThrow();
        SessionSlot second = start(two, "r2").orElseThrow();
        assertThat(start(one, "r3")).isEmpty();
        // Another request for a room that is starting does not count again.
        start(one, "r2").orElseThrow().free();
        assertThat(start(one, "r3")).isEmpty();
        run("r1", "s1");
        first.started("s1");
        assertThat(start(two, "r1")).isPresent();
        assertThat(start(two, "r3")).isEmpty();
        assertThat(join(two.trySession(other, "r3"))).isPresent();
        end("r1");
        SessionSlot third = start(two, "r3").orElseThrow();
        // Started with another key: its session is another.
        run("r1", "s2");
        third.free();
        assertThat(start(two, "r4")).isPresent();
        assertThat(start(two, "r5")).isEmpty();
        second.free();
        assertThat(start(two, "r5")).isPresent();
    }

    @Test
    void streamsOfTheOtherNodeCountWhenItHasReportedThem() {
        KeyLimits limits = new KeyLimits();
        KeyLimits otherLimits = new KeyLimits();
        one.reportStreams(limits::openStreams);
        assertThat(limits.tryOpenStream(key)).isTrue();
        assertThat(limits.tryOpenStream(key)).isTrue();
        Awaitility.await().until(() -> two.streamsElsewhere(key) == 2);
        assertThat(one.streamsElsewhere(key)).isZero();
        assertThat(otherLimits.tryOpenStream(key, two.streamsElsewhere(key))).isTrue();
        assertThat(otherLimits.tryOpenStream(key, two.streamsElsewhere(key))).isFalse();
        limits.closeStream(key);
        limits.closeStream(key);
        Awaitility.await().until(() -> two.streamsElsewhere(key) == 0);
    }

    @Test
    void whileRedisIsAwayNothingIsRefusedHere() {
        for (int i = 0; i < 3; i++) {
            assertThat(join(one.tryStart(key))).isTrue();
        }
        nodes.killRedis();
        assertThat(join(one.tryStart(key))).isTrue();
        assertThat(start(one, "r1")).isPresent();
    }
}
