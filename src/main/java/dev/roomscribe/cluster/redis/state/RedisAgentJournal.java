package dev.roomscribe.cluster.redis.state;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.roomscribe.cluster.redis.RedisKeys;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisScript;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.agent.JournalContent;
import dev.roomscribe.session.agent.JournalContent.Agent;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The journals of all nodes. Each node has a hash with the content of its process. A process that starts moves what earlier
 * processes of its node have left; the lock of the data directory keeps others out. What a node has left that has not been
 * seen for the time-out is moved by one other node in one step, and by none that has been connected for less than that:
 * after a restart of Redis all nodes need a moment.
 *
 * <p>An adopted agent that the session record of its room names is left to the session. If the node was not dead, it notices
 * that its content is gone, and writes it again.
 */
public final class RedisAgentJournal implements AgentJournal {
    /** Waits for what Redis answers. */
    @FunctionalInterface
    public interface Answers {
        /** Blocks until Redis has answered; fails if the answer is a failure, or takes longer than the timeout. */
        Response await(Future<Response> answer, Duration timeout) throws IOException;
    }

    /** How long a node must not have been seen. */
    public static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final int FISHJAM_DIGITS = 12;
    private static final int BEATS_PER_TIMEOUT = 5;
    /** By then, every journal that lists a deleted agent has been adopted. */
    private static final Duration DELETED_AGE = Duration.ofHours(1);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Counts the node as seen, and moves to its hash what nodes have left. Returns whether the process has content, then each
     * process that left something, and what.
     */
    private static final RedisScript ADOPT = new RedisScript(RedisScript.CLOCK + """
            redis.call('ZADD', KEYS[1], now, ARGV[1])
            if ARGV[5] == '1' then
              for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))) do
                local left = redis.call('HGETALL', ARGV[4] .. node)
                for i = 1, #left, 2 do redis.call('HSET', KEYS[2], left[i], left[i + 1]) end
                redis.call('DEL', ARGV[4] .. node)
                redis.call('ZREM', KEYS[1], node)
              end
            end
            local result = {tostring(redis.call('HEXISTS', KEYS[2], ARGV[2]))}
            local all = redis.call('HGETALL', KEYS[2])
            for i = 1, #all, 2 do
              if all[i] ~= ARGV[2] then
                table.insert(result, all[i])
                table.insert(result, all[i + 1])
              end
            end
            return result
            """);
    /** Sets or removes the content of the process, and removes the field of the second argument. */
    private static final RedisScript WRITE = new RedisScript("""
            if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
            else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
            return redis.call('HDEL', KEYS[1], ARGV[2])
            """);

    private static final RedisScript CLOSE = new RedisScript("""
            if redis.call('HLEN', KEYS[2]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
            return 0
            """);
    /** The session record contains the id of the agent, whatever its form is. */
    private static final RedisScript CLAIM = new RedisScript("""
            if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 2 end
            local record = redis.call('HGET', KEYS[1], 'record')
            return record and string.find(record, ARGV[1], 1, true) and 1 or 0
            """);

    private static final RedisScript DELETED = new RedisScript(RedisScript.CLOCK + """
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', t[1] - tonumber(ARGV[2]))
            redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -10000)
            return redis.call('ZADD', KEYS[1], t[1], ARGV[1])
            """);

    private final RedisLink link;
    private final String nodeId;
    private final Duration timeout;
    private final String process = UUID.randomUUID().toString();
    private final String seen;
    private final String deleted;
    /** The start of the keys of the nodes' hashes. */
    private final String prefix;

    private JournalContent written = JournalContent.EMPTY;
    /** When Redis was last connected, by {@link System#nanoTime}. */
    private volatile long connectedSince;

    private final LongSupplier nanoTime;
    private final Answers answers;

    /**
     * Writes nothing yet.
     *
     * @param nodeId the same after a restart; no two processes have it at the same time
     * @param fishjamUrl the URL of the Fishjam that the agents connect to; agents of other URLs are never adopted
     * @param timeout {@link #TIMEOUT}
     */
    public RedisAgentJournal(RedisLink link, String nodeId, String fishjamUrl, Duration timeout) {
        this(link, nodeId, fishjamUrl, timeout, System::nanoTime, RedisAgentJournal::block);
    }

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param answers waits on the thread that calls this
     */
    public RedisAgentJournal(
            RedisLink link,
            String nodeId,
            String fishjamUrl,
            Duration timeout,
            LongSupplier nanoTime,
            Answers answers) {
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
        this.answers = requireNonNull(answers, "answers is null");
        connectedSince = nanoTime.getAsLong();
        this.link = requireNonNull(link, "link is null");
        this.nodeId = requireNonNull(nodeId, "nodeId is null");
        this.timeout = requireNonNull(timeout, "timeout is null");
        RedisKeys keys = link.keys();
        String name = "agents:" + Sha256.hex(fishjamUrl).substring(0, FISHJAM_DIGITS);
        seen = keys.shared(name + ":seen");
        deleted = keys.shared(name + ":deleted");
        prefix = keys.shared(name + ":of:");
        link.onConnectionChange(connected -> connectedSince = nanoTime.getAsLong());
    }

    @Override
    public void adopt(UnaryOperator<JournalContent> merge) throws IOException {
        boolean settled = nanoTime.getAsLong() - connectedSince >= timeout.toNanos();
        Response left = await(link.run(
                ADOPT,
                List.of(seen, hash()),
                List.of(nodeId, process, Long.toString(timeout.toMillis()), prefix, settled ? "1" : "0")));
        if (!written.isEmpty() && left.get(0).toString().equals("0")) {
            write(written);
        }
        for (int i = 1; i + 1 < left.size(); i += 2) {
            write(merge.apply(parse(left.get(i + 1).toString())), left.get(i).toString());
        }
    }

    private static JournalContent parse(String json) throws IOException {
        try {
            return JournalContent.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            // Not written by this service; its agents cannot be known.
            return JournalContent.EMPTY;
        }
    }

    @Override
    public Optional<Duration> adoptionInterval() {
        return Optional.of(timeout.dividedBy(BEATS_PER_TIMEOUT));
    }

    @Override
    public Claim claim(Agent adopted) throws IOException {
        return switch (await(link.run(
                        CLAIM, List.of(link.keys().owner(adopted.roomId()), deleted), List.of(adopted.agentId())))
                .toInteger()) {
            case 0 -> Claim.NONE;
            case 1 -> Claim.SESSION;
            default -> Claim.DELETED;
        };
    }

    @Override
    public void deleted(Agent agent) throws IOException {
        var unused = await(
                link.run(DELETED, List.of(deleted), List.of(agent.agentId(), Long.toString(DELETED_AGE.toSeconds()))));
    }

    @Override
    public void write(JournalContent content) throws IOException {
        write(content, "");
    }

    private void write(JournalContent content, String merged) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(process, merged));
        arguments.add(content.isEmpty() ? "" : new String(content.json(), StandardCharsets.UTF_8));
        var unused = await(link.run(WRITE, List.of(hash()), arguments));
        written = content;
    }

    private String hash() {
        return prefix + nodeId;
    }

    /** An answer that is lost counts as a failure: the operation is repeated then, with the same effect. */
    private Response await(Future<Response> answer) throws IOException {
        return answers.await(answer, ANSWER_TIMEOUT);
    }

    private static Response block(Future<Response> answer, Duration timeout) throws IOException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** If nothing is listed, the node counts as one that has left nothing. */
    @Override
    public void close() throws IOException {
        var unused = await(link.run(CLOSE, List.of(seen, hash()), List.of(nodeId)));
    }
}
