package dev.roomscribe.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.RedisServer;
import dev.roomscribe.support.TcpProxy;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One of the two connections to Redis is lost, by an end or by silence, while the other one works. */
@Execution(ExecutionMode.CONCURRENT)
class LostConnectionTest {
    private static final Pattern PORT = Pattern.compile("\\baddr=127\\.0\\.0\\.1:(\\d+)");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Boolean> changes = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private RedisServer redis;
    private TcpProxy proxy;
    private RedisConnections link;

    @BeforeEach
    void connect() {
        redis = RedisServer.start(directory);
        proxy = new TcpProxy(URI.create(redis.url()));
        link = new RedisConnections(
                vertx, new RedisSettings("redis://127.0.0.1:" + proxy.url().getPort(), "test"));
        Awaitility.await().until(link::isConnected);
        RedisNode.join(link.subscribe("channel", received::add).toCompletionStage());
        link.onConnectionChange(changes::add);
    }

    @AfterEach
    void close() {
        if (link != null) {
            link.close();
            proxy.close();
            redis.close();
        }
        vertx.close();
    }

    /** Returns the port of the connection of a type, as Redis sees it. */
    private int port(String type) {
        Matcher port = PORT.matcher(RedisNode.join(link.send(Request.cmd(Command.CLIENT)
                                .arg("LIST")
                                .arg("TYPE")
                                .arg(type))
                        .toCompletionStage())
                .toString());
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private void awaitLostAndConnected() {
        Awaitility.await().until(() -> changes.equals(List.of(false, true)));
    }

    /** After a failover the connection for messages may still be open to the old primary. */
    private void assertThatMessagesComeFromTheNewServer(BiConsumer<TcpProxy, Integer> loss) throws Exception {
        try (RedisServer other = RedisServer.start(Files.createDirectory(directory.resolve("other")))) {
            int commands = port("normal");
            proxy.forwardTo(URI.create(other.url()));
            loss.accept(proxy, commands);
            awaitLostAndConnected();
            other.command("PUBLISH", "channel", "new");
            Awaitility.await().until(() -> received.equals(List.of("new")));
        }
    }

    @Test
    void afterTheConnectionForCommandsHasEndedMessagesComeFromTheNewServer() throws Exception {
        assertThatMessagesComeFromTheNewServer(TcpProxy::cut);
    }

    @Test
    void afterTheConnectionForCommandsWasSilentMessagesComeFromTheNewServer() throws Exception {
        assertThatMessagesComeFromTheNewServer(TcpProxy::freeze);
    }

    private void assertThatChannelsAreReceivedAgain(BiConsumer<TcpProxy, Integer> loss) {
        int commands = port("normal");
        loss.accept(proxy, port("pubsub"));
        awaitLostAndConnected();
        redis.command("PUBLISH", "channel", "again");
        Awaitility.await().until(() -> received.equals(List.of("again")));
        assertThat(port("normal")).as("the other connection").isEqualTo(commands);
    }

    @Test
    void afterTheConnectionForMessagesHasEndedItsChannelsAreReceivedAgain() {
        assertThatChannelsAreReceivedAgain(TcpProxy::cut);
    }

    @Test
    void afterTheConnectionForMessagesWasSilentItsChannelsAreReceivedAgain() {
        assertThatChannelsAreReceivedAgain(TcpProxy::freeze);
    }
}
