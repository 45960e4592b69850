package dev.roomscribe.cluster.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.cluster.Node;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptions of all nodes in Redis. Confined to one thread at a time. */
final class NodeRegistry {
    private static final System.Logger LOG = System.getLogger(NodeRegistry.class.getName());
    /** A node that has not described itself for this time is not live. */
    static final Duration LIVE = Duration.ofSeconds(5);

    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * KEYS: nodes. ARGV: node, its description as a JSON object, or an empty text; for how long a node is live, and kept, in
     * ms. Answers the previous description of the node or an empty text, and the descriptions of the live nodes.
     */
    private static final RedisScript DESCRIBE = new RedisScript(RedisScript.CLOCK + """
            local answer = {redis.call('HGET', KEYS[1], ARGV[1]) or ''}
            if ARGV[2] ~= '' then
              local seen = string.format('{"seen":%d,', now)
              redis.call('HSET', KEYS[1], ARGV[1], seen .. string.sub(ARGV[2], 2))
            end
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local age = math.abs(now - (tonumber(string.match(all[i + 1], '^{"seen":(%d+)')) or 0))
              if age <= tonumber(ARGV[3]) then
                answer[#answer + 1] = all[i + 1]
              elseif age > tonumber(ARGV[4]) then
                redis.call('HDEL', KEYS[1], all[i])
              end
            end
            return answer
            """);

    private final RedisLink link;
    private final NodeIdentity self;
    private boolean described;
    private boolean conflictLogged;

    NodeRegistry(RedisLink link, NodeIdentity self) {
        this.link = link;
        this.self = self;
    }

    /** Completes with the description of another process that has the id of this node; empty if there is none. */
    Future<String> namesake() {
        return link.send(Request.cmd(Command.HGET).arg(link.keys().nodes()).arg(self.node()))
                .map(found -> found == null || found.toString().contains(self.instance()) ? "" : found.toString());
    }

    /** Describes this node and completes with the live nodes, ordered by id. */
    Future<List<Node>> describe(Node node) {
        String json = JSON.createObjectNode()
                .put("id", self.node())
                .put("instance", self.instance())
                .put("free_streams", node.freeStreams())
                .put("rooms", node.rooms())
                .put("accepts", node.accepts())
                .put("version", node.version())
                .toString();
        return run(json).map(answer -> {
            if (described && !answer.get(0).toString().contains(self.instance())) {
                conflict(answer.get(0).toString());
            }
            described = true;
            return nodes(answer);
        });
    }

    /** Completes with the live nodes, ordered by id. */
    Future<List<Node>> live() {
        return run("").map(NodeRegistry::nodes);
    }

    private Future<Response> run(String json) {
        return link.run(
                DESCRIBE,
                List.of(link.keys().nodes()),
                List.of(self.node(), json, Long.toString(LIVE.toMillis()), Long.toString(KEEP.toMillis())));
    }

    private void conflict(String other) {
        // An empty text: Redis has lost it.
        if (!other.isEmpty() && !conflictLogged) {
            conflictLogged = true;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Another process uses the node id {0} at the same time, so the two take each other''s rooms. Each node needs a"
                            + " data directory and an id of its own",
                    self.node());
        }
    }

    private static List<Node> nodes(Response answer) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i < answer.size(); i++) {
            Node node = parse(answer.get(i).toString());
            if (node != null) {
                nodes.add(node);
            }
        }
        nodes.sort(Comparator.comparing(Node::id));
        return nodes;
    }

    private static @Nullable Node parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new Node(
                    json.path("id").asText(),
                    Math.max(0, json.path("free_streams").asInt()),
                    json.path("rooms").asInt(),
                    json.path("accepts").asBoolean(),
                    json.path("version").asText());
        } catch (JsonProcessingException e) {
            // Of a version that this one does not know.
            return null;
        }
    }

    /** Removes the description of this node. */
    Future<?> remove() {
        return link.send(Request.cmd(Command.HDEL).arg(link.keys().nodes()).arg(self.node()));
    }
}
