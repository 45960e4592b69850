package dev.roomscribe.cluster.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script that Redis runs as one step. It is sent with every call: a script that Redis has forgotten would fail, and
 * the commands behind it would run before its repetition.
 */
public record RedisScript(String lua) {
    /** Sets {@code t} to the time of Redis in seconds and microseconds, and {@code now} to it in ms. */
    public static final String CLOCK = """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            """;

    public Request request(List<String> keys, List<String> arguments) {
        Request request = Request.cmd(Command.EVAL).arg(lua).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    /**
     * Returns the number that Redis has answered.
     *
     * @throws IllegalStateException if it is not a number
     */
    public static long number(@Nullable Response answer) {
        Long number = answer == null ? null : answer.toLong();
        if (number == null) {
            throw new IllegalStateException("Redis has answered no number");
        }
        return number;
    }
}
