package dev.roomscribe.webhook;

import static dev.roomscribe.webhook.WebhookFixture.LONG;
import static dev.roomscribe.webhook.WebhookFixture.LONG_TIMEOUTS;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static dev.roomscribe.webhook.WebhookFixture.ended;
import static dev.roomscribe.webhook.WebhookFixture.joined;
import static dev.roomscribe.webhook.WebhookFixture.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.state.RedisDeliveryRecords;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.WebhookReceiver.Posted;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhooks of two nodes that share their records in a real Redis. */
class SharedDeliveryTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path redisDirectory;

    private static RedisConnections connect(Vertx vertx, RedisServer redis) {
        RedisConnections link = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"));
        await().until(link::isConnected);
        return link;
    }

    private static DeliveryRecords records(Vertx vertx, RedisServer redis, Duration claimTime) {
        return new RedisDeliveryRecords(
                vertx, connect(vertx, redis), UUID.randomUUID().toString(), claimTime);
    }

    @Test
    void whatADeadNodeHasLeftOfAnEndedSessionIsDeliveredByTheOther() {
        try (RedisServer redis = RedisServer.start(redisDirectory);
                StoredTranscripts stored = new StoredTranscripts(directory)) {
            List<String> published = new ArrayList<>();
            StoredTranscripts.Run one = stored.start(LONG_TIMEOUTS, vertx -> records(vertx, redis, LONG));
            StoredTranscripts.Run two =
                    stored.start(LONG_TIMEOUTS, vertx -> records(vertx, redis, Duration.ofSeconds(1)));
            two.resume();
            one.open();
            published.add(stored.append(started()));
            published.add(stored.append(joined("p1")));
            await().until(() -> stored.receiver.accepted().size() == 2);
            stored.receiver.answer(503);
            published.add(stored.append(joined("p2")));
            published.add(stored.append(ended()));
            await().until(() -> stored.receiver.requests().size() >= 3);
            assertThat(two.webhooks.count()).isZero();
            one.kill();
            // As after the time for which it had claimed the record.
            connect(two.vertx, redis)
                    .send(Request.cmd(Command.ZADD)
                            .arg("test:webhooks:until")
                            .arg(0)
                            .arg(SESSION));

            stored.receiver.answer(200);
            await().until(() -> stored.receiver.accepted().stream()
                    .map(Posted::id)
                    .distinct()
                    .toList()
                    .equals(published.stream().map(id -> SESSION + "_" + id).toList()));
            await().until(() -> two.webhooks.count() == 0);
            two.kill();
        }
    }
}
