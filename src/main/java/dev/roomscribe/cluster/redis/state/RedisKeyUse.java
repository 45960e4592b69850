package dev.roomscribe.cluster.redis.state;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisScript;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.limit.SharedKeyUse;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What is used with API keys on all nodes, in Redis.
 *
 * <ul>
 *   <li>Starts: a bucket for each key, refilled by Redis' clock.
 *   <li>Sessions: a hash for each key, by room. A session counts for as long as the session record of its room names it, so
 *       it counts once wherever it runs, and no end of a session has to be reported.
 *   <li>Streams: every node reports its open ones each second and learns those of the others. So a key may have more than its
 *       quota by what other nodes have opened within a second. A report that is 5 s old does not count.
 * </ul>
 *
 * <p>While Redis is away, everything is granted here, and {@code KeyLimits} limits what is used on this node.
 */
public final class RedisKeyUse implements SharedKeyUse, AutoCloseable {
    /** By then the record of a session that is starting is stored. */
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration REPORT_AGE = Duration.ofSeconds(5);

    /** Takes one of at most so many (1), which are refilled in some ms (2). */
    private static final RedisScript START = new RedisScript(RedisScript.CLOCK + """
            local most = tonumber(ARGV[1])
            local left = redis.call('HMGET', KEYS[1], 'left', 'at')
            local tokens = math.min(
              most, (tonumber(left[1]) or most) + (now - (tonumber(left[2]) or now)) * most / tonumber(ARGV[2]))
            local granted = tokens >= 1 and 1 or 0
            redis.call('HSET', KEYS[1], 'left', tostring(tokens - granted), 'at', tostring(now))
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return granted
            """);
    /**
     * Counts the room (1) for at most so many (2) sessions, under a name (3) that is valid for some ms (4). Returns 0 if there
     * are none left, 1 if it counts now, and 2 if the room has a session or counts already. The keys of the records of other rooms are between
     * the last two arguments.
     */
    private static final RedisScript SESSION = new RedisScript(RedisScript.CLOCK + """
            if redis.call('HEXISTS', KEYS[2], 'record') == 1 then return 2 end
            local count = 0
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local since = string.match(all[i + 1], '^starting (%d+) ')
              local record = not since and redis.call('HGET', ARGV[5] .. all[i] .. ARGV[6], 'record')
              if since and now - tonumber(since) < tonumber(ARGV[4])
                  or record and string.find(record, all[i + 1], 1, true) then
                if all[i] == ARGV[1] then return 2 end
                count = count + 1
              else
                redis.call('HDEL', KEYS[1], all[i])
              end
            end
            if count >= tonumber(ARGV[2]) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], string.format('starting %.0f %s', now, ARGV[3]))
            return 1
            """);
    /** Sets the session (3) of the room (1) if it was counted under the name (2), or removes the room. */
    private static final RedisScript SETTLE = new RedisScript("""
            local counted = redis.call('HGET', KEYS[1], ARGV[1])
            if not counted or string.sub(counted, -#ARGV[2]) ~= ARGV[2] then return 0 end
            if ARGV[3] == '' then return redis.call('HDEL', KEYS[1], ARGV[1]) end
            return redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            """);
    /** Reports the streams (2) of this process (1), and returns the reports of others that are younger than some ms (3). */
    private static final RedisScript REPORT = new RedisScript(RedisScript.CLOCK + """
            if ARGV[2] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
            else redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f\\n%s', now, ARGV[2])) end
            local others = {}
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              if now - tonumber(string.match(all[i + 1], '^%d+')) >= tonumber(ARGV[3]) then
                redis.call('HDEL', KEYS[1], all[i])
              elseif all[i] ~= ARGV[1] then
                table.insert(others, all[i + 1])
              end
            end
            return others
            """);

    private final Vertx vertx;
    private final RedisLink link;
    private final String process = UUID.randomUUID().toString();
    private final long timer;
    private volatile Supplier<Map<String, Integer>> open = Map::of;
    private volatile Map<String, Integer> elsewhere = Map.of();

    public RedisKeyUse(Vertx vertx, RedisLink link) {
        this.vertx = requireNonNull(vertx, "vertx is null");
        this.link = requireNonNull(link, "link is null");
        timer = vertx.setPeriodic(REPORT_INTERVAL.toMillis(), due -> report());
    }

    @Override
    public CompletionStage<Boolean> tryStart(KeyReference key) {
        int perMinute = key.quota().startsPerMinute();
        return perMinute == 0
                ? CompletableFuture.completedStage(true)
                : link.run(
                                START,
                                // A key whose quota was changed begins again.
                                List.of(link.keys().shared("quota:starts:" + key.id() + ":" + perMinute)),
                                List.of(Integer.toString(perMinute), millis(PERIOD)))
                        .map(granted -> granted.toString().equals("1"))
                        .otherwise(true)
                        .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<SessionSlot>> trySession(KeyReference key, String roomId) {
        int most = key.quota().sessions();
        if (most == 0) {
            return CompletableFuture.completedStage(Optional.of(SessionSlot.UNCOUNTED));
        }
        String name = UUID.randomUUID().toString();
        String[] owner = link.keys().owner("\n").split("\n", 2);
        return link.run(
                        SESSION,
                        List.of(sessions(key), link.keys().owner(roomId)),
                        List.of(roomId, Integer.toString(most), name, millis(START_LIMIT), owner[0], owner[1]))
                .map(answer -> slot(answer, sessions(key), roomId, name))
                .otherwise(Optional.of(SessionSlot.UNCOUNTED))
                .toCompletionStage();
    }

    private String sessions(KeyReference key) {
        return link.keys().shared("quota:sessions:" + key.id());
    }

    private Optional<SessionSlot> slot(Response answer, String sessions, String roomId, String name) {
        return switch (answer.toInteger()) {
            case 0 -> Optional.empty();
            case 1 ->
                Optional.of(new SessionSlot() {
                    @Override
                    public void started(String sessionId) {
                        settle(sessionId);
                    }

                    @Override
                    public void free() {
                        settle("");
                    }

                    private void settle(String sessionId) {
                        var unused = link.run(SETTLE, List.of(sessions), List.of(roomId, name, sessionId));
                    }
                });
            default -> Optional.of(SessionSlot.UNCOUNTED);
        };
    }

    @Override
    public int streamsElsewhere(KeyReference key) {
        return elsewhere.getOrDefault(key.id(), 0);
    }

    @Override
    public void reportStreams(Supplier<Map<String, Integer>> openStreams) {
        open = requireNonNull(openStreams, "openStreams is null");
    }

    /** A report is lines of a number and the id of a key. */
    private void report() {
        StringBuilder own = new StringBuilder();
        open.get()
                .forEach((keyId, count) ->
                        own.append(count).append(' ').append(keyId).append('\n'));
        link.run(
                        REPORT,
                        List.of(link.keys().shared("quota:streams")),
                        List.of(process, own.toString(), millis(REPORT_AGE)))
                .onSuccess(this::onReports)
                .onFailure(failure -> elsewhere = Map.of());
    }

    private void onReports(Response reports) {
        Map<String, Integer> all = new HashMap<>();
        reports.forEach(report -> report.toString().lines().skip(1).forEach(line -> {
            int space = line.indexOf(' ');
            all.merge(line.substring(space + 1), Integer.parseInt(line.substring(0, space)), Integer::sum);
        }));
        elsewhere = Map.copyOf(all);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /** Ends the reports. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
