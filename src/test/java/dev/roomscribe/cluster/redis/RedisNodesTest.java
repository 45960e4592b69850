package dev.roomscribe.cluster.redis;

import static dev.roomscribe.cluster.redis.RedisNode.join;
import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.NodeCallException;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.support.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that find and call each other by a real Redis. */
class RedisNodesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    private RedisServer redis;
    private RedisNode a;
    private RedisNode b;
    private RedisNodes nodes;
    private RedisNodes others;

    @BeforeEach
    void start() {
        redis = RedisServer.start(directory);
        a = new RedisNode(vertx, redis.url(), "a", RedisNode.LONG);
        b = new RedisNode(vertx, redis.url(), "b", RedisNode.LONG);
        nodes = nodes(a);
        others = nodes(b);
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(join(nodes.live())).extracting(Node::id).containsExactly("a", "b"));
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        redis.close();
        vertx.close();
    }

    private RedisNodes nodes(RedisNode node) {
        RedisNodes created = new RedisNodes(node.link, node.identity, VertxEventLoop.of(vertx.getOrCreateContext()));
        created.describe(() -> new Node(node.identity.node(), 7, 3, true, "0.2.0"));
        return created;
    }

    private static NodeCallException failure(CompletionStage<?> call) {
        Throwable failure = catchThrowable(() -> join(call));
        assertThat(failure).isNotNull();
        assertThat(failure.getCause()).isInstanceOf(NodeCallException.class);
        return (NodeCallException) failure.getCause();
    }

    @Test
    void nodesFindEachOtherAndTheOwnerOfARoom() {
        assertThat(join(others.live()).get(0)).isEqualTo(new Node("a", 7, 3, true, "0.2.0"));
        assertThat(join(others.owner("room"))).isEmpty();
        Lease lease = a.run("room");
        assertThat(join(others.owner("room"))).contains("a");
        join(lease.release());
        assertThat(join(others.owner("room"))).isEmpty();
        nodes.close();
        a.link.close();
        Awaitility.await()
                .until(() ->
                        b.command(Command.HEXISTS, b.link.keys().nodes(), "a").toInteger() == 0);
    }

    /** A copied volume, or one id for all: each would take the rooms of the other. */
    @Test
    void aNodeKnowsWhetherAnotherProcessThatRunsHasItsId() {
        RedisNode copy = new RedisNode(vertx, redis.url(), "a", RedisNode.LONG);
        try (RedisNodes copied =
                new RedisNodes(copy.link, copy.identity, VertxEventLoop.of(vertx.getOrCreateContext()))) {
            CompletionStage<Boolean> taken = copied.isTaken(null).toCompletionStage();
            assertThat(join(copied.isTaken(a.identity.instance()).toCompletionStage()))
                    .as("the earlier process of its directory has ended")
                    .isFalse();
            assertThat(join(taken)).isTrue();
            b.close();
            RedisNode restarted = new RedisNode(vertx, redis.url(), "b", RedisNode.LONG);
            try (RedisNodes again =
                    new RedisNodes(restarted.link, restarted.identity, VertxEventLoop.of(vertx.getOrCreateContext()))) {
                assertThat(join(again.isTaken(null).toCompletionStage()))
                        .as("it was killed")
                        .isFalse();
            }
            restarted.close();
        }
        copy.close();
    }

    @Test
    void nodeThatNoLongerDescribesItselfIsForgotten() {
        String old = "{\"seen\":%d,\"id\":\"%s\"}";
        long now = System.currentTimeMillis();
        a.command(Command.HSET, a.link.keys().nodes(), "hung", old.formatted(now - 10_000, "hung"));
        a.command(Command.HSET, a.link.keys().nodes(), "gone", old.formatted(now - 70_000, "gone"));
        assertThat(join(others.live())).extracting(Node::id).containsExactly("a", "b");
        assertThat(a.command(Command.HKEYS, a.link.keys().nodes()).toString())
                .contains("hung")
                .doesNotContain("gone");
    }

    @Test
    void callsAreAnsweredAlsoIfTheyAreManyAndLarge() {
        String large = "\"äöü\\ {}\n" + "x".repeat(500_000);
        others.handleCalls((operation, request) -> completedStage(operation + ":" + request));
        assertThat(join(nodes.call("b", "echo", large, LONG))).isEqualTo("echo:" + large);
        List<CompletionStage<String>> calls = IntStream.range(0, 900)
                .mapToObj(i -> nodes.call("b", "echo", Integer.toString(i), LONG))
                .toList();
        for (int i = 0; i < calls.size(); i++) {
            assertThat(join(calls.get(i))).isEqualTo("echo:" + i);
        }
        assertThat(failure(nodes.call("b", "echo", "x".repeat(NodeCalls.MAX_SIZE + 1), LONG))
                        .code())
                .isEqualTo(NodeCallException.TOO_LARGE);
        NodeCallException tooLarge = failure(nodes.call("b", "echo", "x".repeat(NodeCalls.MAX_SIZE - 1), LONG));
        assertThat(tooLarge.code()).isEqualTo(NodeCallException.TOO_LARGE);
        assertThat(tooLarge.answered()).isTrue();
    }

    @Test
    void refusalReachesTheCallerWithEverythingThatBelongsToIt() {
        others.handleCalls((operation, request) -> switch (operation) {
            case "refuse" ->
                failedStage(
                        NodeCallException.refused("full", "no more sessions", Duration.ofMillis(1_500), "{\"a\":1}"));
            case "fail" ->
                CompletableFuture.supplyAsync(() -> {
                    throw new IllegalStateException("the disk is full");
                });
            default -> throw new IllegalArgumentException("unknown operation");
        });
        NodeCallException refusal = failure(nodes.call("b", "refuse", "{}"));
        assertThat(refusal).hasMessage("no more sessions");
        assertThat(refusal.code()).isEqualTo("full");
        assertThat(refusal.answered()).isTrue();
        assertThat(refusal.retryAfter()).contains(Duration.ofMillis(1_500));
        assertThat(refusal.data()).contains("{\"a\":1}");
        assertThat(failure(nodes.call("b", "fail", "{}"))).hasMessage("the disk is full");
        NodeCallException unknown = failure(nodes.call("b", "other", "{}"));
        assertThat(unknown).hasMessage("unknown operation");
        assertThat(unknown.code()).isEqualTo(NodeCallException.FAILED);
        assertThat(unknown.retryAfter()).isEmpty();
        assertThat(unknown.data()).isEmpty();
    }

    @Test
    void callOfANodeThatDoesNotListenFailsAtOnceAndOneThatIsNotAnsweredInTime() {
        NodeCallException nobody = failure(nodes.call("c", "echo", "{}", LONG));
        assertThat(nobody.code()).isEqualTo(NodeCallException.NOT_LISTENING);
        assertThat(nobody.answered()).isFalse();

        CompletableFuture<String> late = new CompletableFuture<>();
        others.handleCalls((operation, request) -> operation.equals("wait") ? late : completedStage("now"));
        assertThat(failure(nodes.call("b", "wait", "{}", Duration.ofMillis(50))).code())
                .isEqualTo(NodeCallException.TIMEOUT);
        late.complete("late");
        assertThat(join(nodes.call("b", "other", "{}", LONG))).isEqualTo("now");
    }

    @Test
    void callFailsOnceItsNodeIsNoLongerLiveOrRedisIsLost() {
        others.handleCalls((operation, request) -> new CompletableFuture<>());
        CompletionStage<String> hanging = nodes.call("b", "wait", "{}", LONG);
        b.link.subscribe(b.link.keys().calls("hung"), message -> {});
        Awaitility.await()
                .until(() -> b.command(Command.PUBLISH, b.link.keys().calls("hung"), "")
                                .toInteger()
                        == 1);
        assertThat(failure(nodes.call("hung", "wait", "{}", LONG)).code()).isEqualTo(NodeCallException.NODE_LOST);
        assertThat(hanging.toCompletableFuture()).isNotDone();
        redis.kill();
        assertThat(failure(hanging).code()).isEqualTo(NodeCallException.UNAVAILABLE);
        assertThat(failure(nodes.call("b", "wait", "{}", LONG)).code()).isEqualTo(NodeCallException.UNAVAILABLE);
        redis.restart();
        Awaitility.await().until(() -> a.link.isConnected() && b.link.isConnected());
        others.handleCalls((operation, request) -> completedStage("again"));
        assertThat(join(nodes.call("b", "echo", "{}", LONG))).isEqualTo("again");
    }

    @Test
    void whatIsNoMessageIsIgnored() {
        others.handleCalls((operation, request) -> completedStage("answer"));
        for (String text :
                List.of("", "{", "[]", "{}", "{\"answer\":\"x\"}", "{\"answer\":\"x\",\"code\":\"failed\"}")) {
            a.command(Command.PUBLISH, a.link.keys().calls("b"), text);
        }
        assertThat(join(nodes.call("b", "echo", "{}", LONG))).isEqualTo("answer");
    }
}
