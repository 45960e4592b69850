package dev.roomscribe.session.routing;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on a real Redis and one Fishjam, for all tests of a class. */
abstract class TwoNodes {
    @TempDir
    private static Path directory;

    static final Vertx VERTX = Vertx.vertx();
    static RedisServer redis;
    static EmbeddedFishjam fishjam;
    static TestNode a;
    static TestNode b;

    @BeforeAll
    static void start() {
        redis = RedisServer.start(directory);
        fishjam = await(EmbeddedFishjam.start(VERTX, EmbeddedOptions.defaults()));
        a = new TestNode("a", redis, fishjam, directory);
        b = new TestNode("b", redis, fishjam, directory);
        awaitNodes();
    }

    @AfterEach
    void repair() {
        Stream.of(a, b).forEach(node -> node.redis.restore());
        awaitNodes();
    }

    @AfterAll
    static void stop() {
        if (b != null) {
            a.close();
            b.close();
            fishjam.close();
        }
        if (redis != null) {
            redis.close();
        }
        await(VERTX.close());
    }

    static void awaitNodes() {
        Waiting.await().until(() -> a.isConnected() && b.isConnected());
        Waiting.await().until(() -> live(a).equals(List.of("a", "b")) && live(b).equals(List.of("a", "b")));
    }

    private static List<String> live(TestNode node) {
        return node.nodes.live().toCompletableFuture().join().stream()
                .map(Node::id)
                .sorted()
                .toList();
    }

    static SessionStatus statusFrom(TestNode node, String roomId) {
        return await(node.router.status(roomId)).orElseThrow();
    }

    static void awaitListening(TestNode node, String roomId) {
        Waiting.await()
                .until(() -> await(node.sessions.status(roomId))
                        .filter(status -> status.state() == SessionState.LISTENING)
                        .isPresent());
    }

    static SessionException.Reason refusal(Future<?> refused) {
        Waiting.await().until(refused::isComplete);
        assertThat(refused.cause()).isInstanceOf(SessionException.class);
        return ((SessionException) refused.cause()).reason();
    }
}
