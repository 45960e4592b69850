package dev.roomscribe.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes of the packaged service that share one Redis, and a Fishjam in the process of the test, which outlives them all.
 * Their start takes several seconds, so the tests of a class share a cluster, and each uses rooms of its own.
 */
public final class Cluster implements AutoCloseable {
    private static final String KEY_PREFIX = "roomscribe";

    private final RemoteFishjam fishjam = new RemoteFishjam();
    private final RedisServer redis;
    private final List<ClusterNode> nodes;

    private Cluster(Path directory, Map<String, String> settings) {
        redis = RedisServer.start(directory);
        nodes = Stream.of("a", "b", "c")
                .map(id -> new ClusterNode(id, directory, fishjam, redis, settings))
                .toList();
    }

    /**
     * Starts three nodes and waits until each accepts requests.
     *
     * @param settings environment variables for every node
     */
    public static Cluster start(Path directory, Map<String, String> settings) {
        Cluster cluster = new Cluster(directory, settings);
        try {
            cluster.nodes.forEach(ClusterNode::awaitStart);
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    public RemoteFishjam fishjam() {
        return fishjam;
    }

    public RedisServer redis() {
        return redis;
    }

    public List<ClusterNode> nodes() {
        return nodes;
    }

    /** Returns the nodes that run, without one. */
    public List<ClusterNode> others(ClusterNode node) {
        return nodes.stream()
                .filter(other -> other != node && other.isRunning())
                .toList();
    }

    /** Returns the node that has, or had last, the lease on a room, by what Redis has stored. */
    public Optional<ClusterNode> owner(String roomId) {
        String id = redis.command("HGET", KEY_PREFIX + ":{" + roomId + "}:owner", "node")
                .get(0);
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** Returns the number of events that Redis has stored for a room. */
    public long storedEvents(String roomId) {
        return Long.parseLong(
                redis.command("XLEN", KEY_PREFIX + ":{" + roomId + "}:log").get(0));
    }

    /** Ends every fault, and starts what has ended; waits until each node is in the cluster again. */
    public void repair() {
        if (!redis.process().isAlive()) {
            redis.restart();
        }
        redis.resume();
        redis.command("CONFIG", "SET", "maxmemory", "0");
        nodes.forEach(ClusterNode::repair);
        nodes.forEach(ClusterNode::awaitStart);
        Waiting.await().until(() -> nodes.stream().allMatch(node -> HttpCalls.status(node.path("/rooms")) == 200));
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
        redis.close();
        fishjam.close();
    }
}
