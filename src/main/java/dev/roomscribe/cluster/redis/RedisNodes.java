package dev.roomscribe.cluster.redis;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.Nodes;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Nodes that find and call each other by Redis: each describes itself every second, and listens to a channel. */
public final class RedisNodes implements Nodes, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RedisNodes.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** By then, another process has described itself again. */
    private static final Duration NAMESAKE_CHECK = INTERVAL.multipliedBy(2);

    /** KEYS: owner. Answers the node if its lease has not expired. */
    private static final RedisScript OWNER = new RedisScript(RedisScript.CLOCK + """
            local o = redis.call('HMGET', KEYS[1], 'node', 'until')
            if tonumber(o[2] or 0) > now then return o[1] end
            return false
            """);

    private final RedisLink link;
    private final NodeIdentity self;
    private final EventLoop eventLoop;
    private final NodeRegistry registry;
    private final NodeCalls calls;
    private final Consumer<String> receiver;
    private final Promise<Void> firstConnected = Promise.promise();
    private volatile @Nullable Supplier<Node> description;
    private long timer;
    private volatile boolean closed;

    public RedisNodes(RedisLink link, NodeIdentity self, EventLoop eventLoop) {
        this.link = link;
        this.self = self;
        this.eventLoop = eventLoop;
        registry = new NodeRegistry(link, self);
        calls = new NodeCalls(link, self, eventLoop);
        receiver = message -> eventLoop.execute(() -> calls.receive(message));
        // If Redis is not connected, it is subscribed to later.
        link.subscribe(link.keys().calls(self.node()), receiver);
        link.onConnectionChange(this::connectionChanged);
        if (link.isConnected()) {
            firstConnected.tryComplete();
        }
        eventLoop.execute(() -> {
            if (!closed) {
                timer = eventLoop.repeat(INTERVAL, this::describeNow);
            }
        });
    }

    private void connectionChanged(boolean connected) {
        if (connected) {
            firstConnected.tryComplete();
        }
        eventLoop.execute(connected ? this::describeNow : calls::disconnected);
    }

    @Override
    public String self() {
        return self.node();
    }

    /**
     * Learns whether another process that runs has the id of this node. To be called before this one is described.
     *
     * @param earlier the instance that has used the data directory of this node before, and has ended; null if none has
     * @return completes with whether there is one, about 2 s after Redis was first connected
     */
    public Future<Boolean> isTaken(@Nullable String earlier) {
        return eventLoop.call(() -> eventLoop
                .await(firstConnected.future())
                .compose(connected -> registry.namesake())
                .compose(seen -> seen.isEmpty() || (earlier != null && seen.contains(earlier))
                        ? Future.succeededFuture(false)
                        : eventLoop
                                .callAfter(NAMESAKE_CHECK, registry::namesake)
                                .map(later -> !later.isEmpty() && !later.equals(seen))));
    }

    @Override
    public void describe(Supplier<Node> newDescription) {
        description = newDescription;
        eventLoop.execute(this::describeNow);
    }

    private void describeNow() {
        Supplier<Node> describer = description;
        if (closed || describer == null || !link.isConnected()) {
            return;
        }
        Future<List<Node>> live;
        try {
            live = registry.describe(describer.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "This node could not be described to the others", e);
            return;
        }
        eventLoop
                .await(live)
                .onSuccess(nodes -> calls.liveNodes(nodes.stream().map(Node::id).collect(Collectors.toSet())));
    }

    @Override
    public CompletionStage<List<Node>> live() {
        return registry.live().toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<String>> owner(String roomId) {
        return link.run(OWNER, List.of(link.keys().owner(roomId)), List.of())
                .map(node -> node == null ? Optional.<String>empty() : Optional.of(node.toString()))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<String> call(String nodeId, String operation, String request, Duration timeout) {
        return eventLoop
                .call(() -> calls.call(nodeId, operation, request, timeout))
                .toCompletionStage();
    }

    @Override
    public void handleCalls(Handler handler) {
        calls.handleWith(handler);
    }

    /** Takes this node out of the list of live ones, and answers no more calls. The link may be closed directly afterwards. */
    @Override
    public void close() {
        closed = true;
        link.unsubscribe(link.keys().calls(self.node()), receiver);
        // Sent before the link is closed: not by way of the event loop.
        var unused = registry.remove();
        eventLoop.execute(() -> {
            eventLoop.cancelTimer(timer);
            calls.disconnected();
        });
    }
}
