package dev.roomscribe.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.support.CaptionClient.Event;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of a {@link Cluster}: a process of the packaged service with a data directory of its own, which keeps its address
 * over restarts and reaches Redis by a connection that a test can break.
 */
public final class ClusterNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration EXIT = Duration.ofSeconds(60);
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(200);

    private final String id;
    private final URI url;
    private final TcpProxy redis;
    private final Map<String, String> settings;
    /** The logs of the processes that have ended. */
    private final List<String> earlierLogs = new ArrayList<>();

    private RoomscribeProcess process;
    private boolean stopped;
    /** Whether the process has other settings than the rest of the cluster. */
    private boolean changed;

    ClusterNode(String id, Path data, RemoteFishjam fishjam, RedisServer server, Map<String, String> settings) {
        this.id = id;
        url = URI.create("http://127.0.0.1:" + RoomscribeProcess.freePort());
        redis = new TcpProxy(URI.create(server.url()));
        this.settings = new HashMap<>(Map.of(
                "FISHJAM_ID",
                fishjam.url(),
                "FISHJAM_MANAGEMENT_TOKEN",
                fishjam.managementToken(),
                "ROOMSCRIBE_DATA_DIRECTORY",
                data.resolve(id).toString(),
                "ROOMSCRIBE_TRANSCRIPT_RECONNECT_DELAY",
                RECONNECT_DELAY.toMillis() + "ms",
                "ROOMSCRIBE_RECOGNITION_WORKER_COUNT",
                "1",
                "ROOMSCRIBE_CLUSTER_REDIS_URL",
                "redis://127.0.0.1:" + redis.url().getPort()));
        this.settings.putAll(settings);
        start();
    }

    /** Starts a process; {@link #awaitStart} waits until it accepts requests. */
    public void start() {
        startWith(Map.of());
    }

    /** Starts a process with further environment variables; {@link #repair} replaces it. */
    public void startWith(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        changed = !more.isEmpty();
        process = RoomscribeProcess.start(
                all,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.port=" + url.getPort(),
                "-Droomscribe.cluster.node-id=" + id);
    }

    public void awaitStart() {
        process.url();
    }

    /** Returns the id by which Redis knows this node. */
    public String id() {
        return id;
    }

    /** Returns the address, which stays the same while no process listens there. */
    public URI url() {
        return url;
    }

    public URI path(String path) {
        return url.resolve(path);
    }

    /** Returns the connection of this node to Redis. */
    public TcpProxy redis() {
        return redis;
    }

    public boolean isRunning() {
        return process.handle().isAlive() && !stopped;
    }

    /** Sends SIGKILL to the process and waits until it has ended. */
    public void kill() {
        process.kill();
        process.awaitExit(EXIT);
        earlierLogs.add(process.log());
        process.close();
    }

    /** Stops the process in an orderly way and waits until it has ended. */
    public void terminate() {
        process.terminate();
        process.awaitExit(EXIT);
        earlierLogs.add(process.log());
        process.close();
    }

    /** Sends SIGSTOP: the process keeps its connections and does nothing. */
    public void pause() {
        Signals.send("STOP", process.handle());
        stopped = true;
    }

    /** Sends SIGCONT. */
    public void resume() {
        Signals.send("CONT", process.handle());
        stopped = false;
    }

    /** Ends every fault; {@link Cluster#repair} does so for all nodes. */
    void repair() {
        redis.restore();
        if (stopped) {
            resume();
        }
        if (changed && process.handle().isAlive()) {
            kill();
        }
        if (!process.handle().isAlive()) {
            start();
        }
    }

    /** Subscribes to the events of a room on this node as a browser does, from the first one on. */
    public EventSourceClient subscribe(String roomId) {
        return new EventSourceClient(url, "/rooms/" + roomId + "/transcript/events?after=0", RECONNECT_DELAY);
    }

    /** Reads the stored events of a room from this node until one of a type arrives, and returns those with an id. */
    public List<Event> stored(String roomId, String last) {
        try (CaptionClient captions =
                CaptionClient.subscribe(url, "/rooms/" + roomId + "/transcript/events?after=0&partials=false")) {
            captions.await(Waiting.LIMIT, last);
            return captions.durable();
        }
    }

    /** Returns the JSON that this node answers. */
    public JsonNode json(String path) {
        try {
            return JSON.readTree(HttpCalls.get(path(path)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    public String metrics() {
        return HttpCalls.get(process.management().resolve("/q/metrics"));
    }

    /** Returns the sum of a metric over all its labels. */
    public double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Returns the answer of the readiness check, whatever its status is. */
    public String readiness() {
        return HttpCalls.get(process.management().resolve("/q/health/ready"));
    }

    /** Returns what the processes of this node have logged. */
    public String log() {
        return String.join("\n", earlierLogs) + process.log();
    }

    @Override
    public void close() {
        redis.close();
        process.close();
    }

    @Override
    public String toString() {
        return id;
    }
}
