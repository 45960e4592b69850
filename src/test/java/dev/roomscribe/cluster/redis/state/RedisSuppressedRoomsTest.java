package dev.roomscribe.cluster.redis.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.session.auto.SuppressedRooms;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suppressed rooms of two nodes on a real Redis. */
class RedisSuppressedRoomsTest {
    @TempDir
    Path directory;

    private RedisNodes nodes;
    private SuppressedRooms one;
    private SuppressedRooms two;

    @BeforeEach
    void start() {
        nodes = new RedisNodes(directory);
        one = new RedisSuppressedRooms(nodes.link());
        two = new RedisSuppressedRooms(nodes.link());
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private static void await(SuppressedRooms node, String roomId, boolean suppressed) {
        Awaitility.await().until(() -> node.contains(roomId) == suppressed);
    }

    @Test
    void allNodesKnowWhatOneHasSuppressedAndLifted() {
        one.add("a room");
        assertThat(one.contains("a room")).isTrue();
        await(two, "a room", true);
        two.remove("a room");
        assertThat(two.contains("a room")).isFalse();
        await(one, "a room", false);
        one.add("a room");
        SuppressedRooms late = new RedisSuppressedRooms(nodes.link());
        await(late, "a room", true);
    }

    @Test
    void anAnswerLiftsOnlyASuppressionThatWasKnownWhenTheRequestWasSent() {
        long before = two.version();
        one.add("room");
        await(two, "room", true);
        two.removeEmpty("room", before);
        two.retainExisting(Set.of(), before);
        assertThat(two.contains("room")).isTrue();
        two.retainExisting(Set.of("room"), two.version());
        assertThat(two.contains("room")).isTrue();
        two.removeEmpty("room", two.version());
        await(one, "room", false);
    }

    @Test
    void aSuppressionThatIsNewerThanTheLiftedOneStays() {
        one.add("room");
        await(two, "room", true);
        nodes.killRedis();
        // Neither node knows of the other's change.
        two.removeEmpty("room", two.version());
        one.add("room");
        nodes.restartRedis();
        await(two, "room", true);
        one.add("later");
        await(two, "later", true);
        assertThat(one.contains("room")).isTrue();
        assertThat(two.contains("room")).isTrue();
    }

    @Test
    void changesWhileRedisIsAwayApplyAtOnceAndFollow() {
        one.add("lifted");
        await(two, "lifted", true);
        nodes.killRedis();
        one.add("suppressed");
        one.remove("lifted");
        assertThat(one.contains("suppressed")).isTrue();
        assertThat(one.contains("lifted")).isFalse();
        assertThat(two.contains("lifted")).isTrue();
        nodes.restartRedis();
        await(two, "suppressed", true);
        await(two, "lifted", false);
        assertThat(one.contains("suppressed")).isTrue();
    }

    @Test
    void whatRedisHasLostIsSentAgain() {
        one.add("room");
        await(two, "room", true);
        nodes.command(Command.FLUSHALL);
        nodes.killRedis();
        nodes.restartRedis();
        Awaitility.await()
                .until(() -> nodes.command(Command.ZCARD, "test:suppressed").toInteger() == 1);
        assertThat(one.contains("room")).isTrue();
        assertThat(two.contains("room")).isTrue();
    }
}
