package dev.roomscribe.cluster.redis.state;

import static dev.roomscribe.cluster.redis.state.RedisNodes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.webhook.DeliveryRecord;
import dev.roomscribe.webhook.WebhookUrl;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records of two nodes on a real Redis. */
class RedisDeliveryRecordsTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path directory;

    private RedisNodes nodes;
    private RedisDeliveryRecords one;
    private RedisDeliveryRecords two;
    private final List<String> lost = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        nodes = new RedisNodes(directory);
        two = records("two", LONG);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        nodes.close();
    }

    private RedisDeliveryRecords records(String process, Duration claimTime) {
        return new RedisDeliveryRecords(nodes.vertx(), nodes.link(), process, claimTime);
    }

    private static DeliveryRecord record(long sequence) {
        return new DeliveryRecord(
                "room", "session", WebhookUrl.of("https://hooks.example.com/"), new EventId(1, sequence));
    }

    /** Begins to deliver the events of a session on the first node. */
    private void begin(Duration claimTime) {
        one = records("one", claimTime);
        one.onLost(lost::add);
        assertThat(join(one.claim("session"))).isEmpty();
        join(one.save(record(1)));
        join(one.permission("session"));
    }

    private static boolean isOpen(CompletableFuture<Void> permission) {
        return !permission.isDone();
    }

    private void endClaim() {
        nodes.command(Command.ZADD, "test:webhooks:until", "XX", "0", "session");
    }

    @Test
    void aDeadNodesRecordsAreClaimedByOneOther() {
        begin(LONG);
        join(one.save(record(2)));
        assertThat(join(two.unclaimed())).isEmpty();
        one.close();
        endClaim();
        assertThat(join(two.unclaimed())).containsExactly(record(2));
        join(two.permission("session"));
        assertThat(join(records("three", LONG).unclaimed())).isEmpty();
        join(two.remove("session"));
        assertThat(nodes.command(Command.KEYS, "*").size()).isZero();
    }

    @Test
    void aSessionThatContinuesTakesItsRecordAndTheNodeBeforeNotices() {
        begin(SHORT);
        nodes.command(Command.HSET, "test:{room}:owner", "record", "{\"session\":\"session\"}");
        one.release("session");
        endClaim();
        assertThat(join(two.unclaimed())).isEmpty();
        assertThat(join(one.claim("session"))).contains(record(1));
        assertThat(join(two.claim("session"))).contains(record(1));
        join(two.save(record(5)));
        Awaitility.await().until(() -> lost.contains("session"));
        join(one.save(record(2)));
        join(one.remove("session"));
        assertThat(isOpen(one.permission("session").toCompletableFuture())).isTrue();
        assertThat(nodes.command(Command.HGET, "test:webhooks", "session").toString())
                .isEqualTo(record(5).toJson());
    }

    @Test
    void nothingIsDeliveredAfterTheClaimHasEndedUntilRedisAnswers() {
        begin(SHORT);
        nodes.killRedis();
        Awaitility.await().until(() -> isOpen(one.permission("session").toCompletableFuture()));
        CompletableFuture<Void> permission = one.permission("session").toCompletableFuture();
        CompletableFuture<?> claimed = two.claim("other").toCompletableFuture();
        assertThatThrownBy(() -> join(one.save(record(2)))).hasMessageContaining("not connected");
        assertThat(isOpen(permission)).isTrue();
        nodes.restartRedis();
        join(permission);
        join(claimed);
    }

    @Test
    void aRemovalWhileRedisIsAwayFollows() {
        begin(SHORT);
        nodes.killRedis();
        assertThatThrownBy(() -> join(one.remove("session"))).hasMessageContaining("not connected");
        nodes.restartRedis();
        Awaitility.await().until(() -> nodes.command(Command.KEYS, "*").size() == 0);
    }

    @Test
    void aRecordThatRedisHasLostIsStoredAgain() {
        begin(SHORT);
        nodes.command(Command.FLUSHALL);
        Awaitility.await()
                .until(() -> nodes.command(Command.HLEN, "test:webhooks").toInteger() == 1);
        assertThat(lost).isEmpty();
    }
}
