package dev.roomscribe.fishjam.socket;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A socket to a server that confirms the authentication and sends nothing else, with a clock that only the test moves. */
class FishjamSocketTest {
    private static final Duration PING_INTERVAL = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private FishjamSocket connect() {
        HttpServer server = get(vertx.createHttpServer()
                .webSocketHandler(socket -> socket.writeBinaryMessage(Buffer.buffer("confirmed")))
                .listen(0, "localhost"));
        SocketOptions options =
                new SocketOptions(Duration.ofSeconds(10), PING_INTERVAL, PING_INTERVAL.multipliedBy(3), 1024, 1);
        return get(new SocketConnector(vertx, options, now::get)
                .connect(URI.create("ws://localhost:" + server.actualPort()), new Confirmed()));
    }

    private static final class Confirmed implements ProtocolHandler {
        @Override
        public String socketName() {
            return "test socket";
        }

        @Override
        public String token() {
            return "secret";
        }

        @Override
        public List<Buffer> authentication() {
            return List.of();
        }

        @Override
        public boolean confirmsAuthentication(Buffer message) {
            return true;
        }

        @Override
        public void onMessage(Buffer message) {}

        @Override
        public void onClosed(SocketClosed closed) {}
    }

    @Test
    void aTaskThatThrowsFailsItsFuture() {
        FishjamException thrown = new FishjamException(Reason.NO_RESPONSE, "thrown by the task");
        Future<Void> result = connect().onEventLoop(() -> {
            throw thrown;
        });
        assertThat(failureOf(result)).isSameAs(thrown);
    }

    @Test
    void aTaskThatFailsFailsItsFuture() {
        FishjamException failure = new FishjamException(Reason.NO_RESPONSE, "the task failed");
        assertThat(failureOf(connect().onEventLoop(() -> Future.failedFuture(failure))))
                .isSameAs(failure);
    }

    @Test
    void aSocketIsStalledOnceNothingWasReceivedForASecondLongerThanThePingInterval() {
        FishjamSocket socket = connect();
        // The event loop has then finished with the confirmation.
        get(socket.onEventLoop(Future::succeededFuture));
        long received = socket.lastReceivedNanos();
        now.addAndGet(PING_INTERVAL.plusMillis(900).toNanos());
        assertThat(socket.stalledSinceNanos()).isEmpty();
        now.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(socket.stalledSinceNanos()).hasValue(received);
        assertThat(socket.isOpen()).isTrue();
    }
}
