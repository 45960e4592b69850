package dev.roomscribe.simulation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.support.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of the simulation answers as a real Redis does. */
class RedisModelTest {
    private static final String ANY_COMMAND = """
            local answer = redis.pcall(unpack(ARGV))
            if type(answer) == 'table' and answer.err then return redis.error_reply(answer.err) end
            return answer""";

    private final SplittableRandom random = new SplittableRandom(20_261_128);

    @Test
    void answersOfRandomCommandsEqualThoseOfRedis(@TempDir Path directory) {
        RedisModel model = new RedisModel(new VirtualTime(1));
        Vertx vertx = Vertx.vertx();
        try (RedisServer redis = RedisServer.start(directory);
                RedisConnections real = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"))) {
            Awaitility.await().until(real::isConnected);
            for (int i = 0; i < 2_000; i++) {
                List<String> command = command();
                if (random.nextInt(3) == 0 && !command.get(0).equals("EVAL")) {
                    command = script(command);
                }
                List<String> sentCommand = command;
                assertThat(answer(command, model::execute))
                        .as("%s", command)
                        .isEqualTo(answer(sentCommand, sent -> send(real, sent)));
            }
        } finally {
            vertx.close();
        }
    }

    private static List<String> script(List<String> command) {
        List<String> script = new ArrayList<>(List.of("EVAL", ANY_COMMAND, "0"));
        script.addAll(command);
        return script;
    }

    private List<String> command() {
        String id = "7-" + random.nextInt(300);
        String number = Integer.toString(random.nextInt(5));
        return switch (random.nextInt(26)) {
            case 0 -> List.of("HSET", "hash", "f" + number, id);
            case 1 -> List.of("HGET", "hash", "f" + number);
            case 2 -> List.of("HMGET", "hash", "f1", "f2", "none");
            case 3 -> List.of("HINCRBY", "counts", "f" + number, "3");
            case 4 -> List.of("HDEL", "hash", "f" + number, "f1");
            case 5 -> List.of("HEXISTS", "hash", "f" + number);
            case 6 -> List.of("SADD", "set", "m" + number);
            case 7 -> List.of("SREM", "set", "m" + number);
            case 8 -> List.of("SISMEMBER", "set", "m" + number);
            case 9 ->
                random.nextBoolean()
                        ? List.of("ZADD", "scores", number, "m" + random.nextInt(5))
                        : List.of("ZADD", "scores", "XX", number, "m" + random.nextInt(9));
            case 10 -> List.of("ZREM", "scores", "m" + number);
            case 11 -> List.of("ZRANGEBYSCORE", "scores", "-inf", number);
            case 12 -> List.of("ZRANGEBYSCORE", "scores", "-inf", "(" + number, "LIMIT", "0", "2");
            case 13 -> script(List.of("ZSCORE", "scores", "m" + number));
            case 14 -> List.of("XADD", "stream", id, "e", "text " + id, "t", number);
            case 15 -> List.of("XADD", "stream", "7-" + (300 + random.nextInt(2_000)), "e", "ä", "t", "1");
            case 16 -> List.of("XRANGE", "stream", "-", "+", "COUNT", "3");
            case 17 -> List.of("XRANGE", "stream", "(" + id, "7-900");
            case 18 -> List.of("XREVRANGE", "stream", "+", id, "COUNT", "2");
            case 19 -> List.of("XLEN", "stream");
            case 20 -> List.of("XTRIM", "stream", "MINID", id);
            case 21 -> random.nextInt(8) == 0 ? List.of("RENAME", "stream", "other") : List.of("EXISTS", "stream");
            case 22 -> random.nextInt(5) == 0 ? List.of("DEL", "hash", "set") : List.of("GET", "text");
            case 23 -> List.of("SET", "text", id, "NX");
            case 24 -> List.of("INCR", "number");
            default -> List.of("EXISTS", "hash");
        };
    }

    private static Response send(RedisConnections real, List<String> words) {
        Request request = Request.cmd(Command.create(words.get(0)));
        words.stream().skip(1).forEach(request::arg);
        return real.send(request).toCompletionStage().toCompletableFuture().join();
    }

    private static String answer(List<String> command, Function<List<String>, Response> redis) {
        try {
            return String.valueOf(redis.apply(command));
        } catch (RedisError e) {
            return "error " + firstWords(String.valueOf(e.getMessage()));
        } catch (CompletionException e) {
            return "error " + firstWords(String.valueOf(e.getCause().getMessage()));
        }
    }

    /** Later versions of Redis have other words at the end of a message. */
    private static String firstWords(String message) {
        return message.substring(0, Math.min(25, message.length()));
    }
}
