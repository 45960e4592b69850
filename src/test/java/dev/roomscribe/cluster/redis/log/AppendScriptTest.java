package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.transcript.event.EventId;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random appends of several owners, with answers that were lost, compared with a model; on two versions of Redis. */
class AppendScriptTest {
    private static final long EPOCH = 1_790_000_000_000L;
    private static final int MAX_BYTES = 2_000;

    @TempDir
    Path directory;

    /** What the stream must have. */
    private static final class Model {
        final TreeMap<EventId, String> stream = new TreeMap<>();
        final List<String> published = new ArrayList<>();
        long fence = 5;

        @Nullable
        EventId end;

        String append(long by, EventId id, String json, String expected) {
            if (fence != by) {
                return fence < by ? "unowned" : "fenced";
            }
            String actual = end == null ? "" : end.toString();
            if (!actual.equals(expected) && !(end == null && expected.endsWith("-0"))) {
                String stored = stream.get(id);
                if (stored != null) {
                    return stored.equals(json) ? "taken" : "fenced";
                }
                return expected.equals("?") ? "taken" : "behind " + actual;
            }
            stream.put(id, json);
            published.add(id + " 7 " + json);
            end = id;
            while (bytes() > MAX_BYTES) {
                trim();
            }
            return "stored";
        }

        private void trim() {
            while (bytes() > MAX_BYTES * 0.95) {
                stream.pollFirstEntry();
            }
        }

        int bytes() {
            return stream.values().stream().mapToInt(String::length).sum();
        }
    }

    @Test
    void theScriptDoesWhatTheModelDoes() {
        try (RedisServer redis = RedisServer.start(directory)) {
            compare(redis);
        }
    }

    @Test
    void theScriptDoesTheSameInTheOldestVersion() throws IOException {
        try (RedisServer redis = RedisServer.startOldest(directory)) {
            compare(redis);
        }
    }

    private static void compare(RedisServer redis) {
        Vertx vertx = Vertx.vertx();
        try (RedisLink link = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"))) {
            Awaitility.await().until(link::isConnected);
            RoomKeys room = RoomKeys.of(link.keys(), "r1");
            List<String> received = new CopyOnWriteArrayList<>();
            LogNode.await(link.subscribe(room.live(), received::add).toCompletionStage());
            Model model = new Model();
            Random random = new Random(4711);
            for (int step = 0; step < 2_000; step++) {
                step(link, room, model, random);
            }
            assertThat(entries(link, room)).isEqualTo(new ArrayList<>(model.stream.values()));
            assertThat(model.published).hasSizeGreaterThan(300);
            Awaitility.await().untilAsserted(() -> assertThat(received).isEqualTo(model.published));
        } finally {
            vertx.close();
        }
    }

    private static void step(RedisLink link, RoomKeys room, Model model, Random random) {
        if (random.nextInt(50) == 0) {
            model.fence++;
        }
        LogNode.await(link.send(
                        Request.cmd(Command.HSET).arg(room.owner()).arg("fence").arg(model.fence))
                .toCompletionStage());
        EventId end = model.end == null ? new EventId(EPOCH, 0) : model.end;
        boolean again = random.nextInt(3) == 0 && model.end != null;
        EventId id = again
                ? new EventId(EPOCH, Math.max(1, end.sequence() - random.nextInt(4)))
                : new EventId(EPOCH, end.sequence() + 1 + random.nextInt(2));
        String json = "{\"id\":" + id.sequence() + ",\"by\":" + random.nextInt(2) + ",\"x\":\""
                + "x".repeat(random.nextInt(200)) + "\"}";
        json = again && random.nextBoolean() ? model.stream.getOrDefault(id, json) : json;
        String expected = again
                ? "?"
                : random.nextInt(4) == 0 ? new EventId(EPOCH, random.nextInt(5) + 1L).toString() : end.toString();
        long by = model.fence + (random.nextInt(10) == 0 ? random.nextInt(3) - 1 : 0);
        Response answer = LogNode.await(link.run(
                        LogScripts.APPEND,
                        List.of(room.owner(), room.stored(), room.log(), room.rooms()),
                        List.of(
                                Long.toString(by),
                                id.toString(),
                                json,
                                "7",
                                expected,
                                room.live(),
                                room.roomId(),
                                Integer.toString(MAX_BYTES),
                                "",
                                random.nextBoolean() ? "1" : "",
                                "",
                                ""))
                .toCompletionStage());
        String status = answer.get(0).toString();
        assertThat(status.equals("behind") ? status + " " + answer.get(1) : status)
                .as("%s %s %s by %s", id, json, expected, by)
                .isEqualTo(model.append(by, id, json, expected));
    }

    private static List<String> entries(RedisLink link, RoomKeys room) {
        return LogNode.await(link.send(Request.cmd(Command.XRANGE)
                                .arg(room.log())
                                .arg("-")
                                .arg("+"))
                        .toCompletionStage())
                .stream()
                .map(entry -> entry.get(1).get(1).toString())
                .toList();
    }
}
