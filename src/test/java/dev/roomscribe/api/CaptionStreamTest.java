package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.api.connection.ClientResponse;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream and the connection of its client, which may close at any moment. */
class CaptionStreamTest implements TranscriptObserver {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CLIENTS = 2_000;
    private static final int MAX_LAG = 50;

    private final AtomicInteger subscribed = new AtomicInteger();
    private final AtomicInteger unsubscribed = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private final RoomTranscript transcript = new Transcripts(
                    new MemoryStore(new Retention(100, Duration.ofHours(1)), InstantSource.system()),
                    new SubscriberLimits(MAX_LAG, CLIENTS, Duration.ofSeconds(2)),
                    InstantSource.system(),
                    this)
            .open("room");
    private final BlockingQueue<RoutingContext> requests = new LinkedBlockingQueue<>();
    private final HttpServer server = listen();

    private HttpServer listen() {
        Router router = Router.router(vertx);
        router.route().handler(requests::add);
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        workers.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void clientThatHasDisconnectedIsNotSubscribed() throws Exception {
        request().close();
        RoutingContext request = requests.take();
        Awaitility.await().atMost(SOON).until(() -> request.response().closed());

        finish(start(request));

        assertThat(subscribed).hasValue(0);
    }

    @Test
    void disconnectEndsTheSubscription() throws Exception {
        Socket client = request();
        CompletionStage<Void> finished = start(requests.take());
        Awaitility.await().atMost(SOON).until(() -> subscribed.get() == 1);
        assertThat(unsubscribed).hasValue(0);

        client.close();

        finish(finished);
        assertThat(unsubscribed).hasValue(1);
    }

    /** Vert.x calls the end handlers of a request at the reset, but marks the response as closed only afterwards. */
    @Test
    void streamThatStartsBetweenAResetAndTheCloseLeavesNoSubscription() throws Exception {
        try (Socket client = request()) {
            RoutingContext request = requests.take();
            request.addEndHandler(end -> {});
            ConnectionBase connection = (ConnectionBase) request.request().connection();
            CompletableFuture<CompletionStage<Void>> started = new CompletableFuture<>();
            connection.getContext().runOnContext(now -> {
                started.complete(start(request));
                connection.channel().pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
            });

            finish(started.get(SOON.toSeconds(), TimeUnit.SECONDS));

            assertThat(client.isClosed()).isFalse();
            assertThat(unsubscribed).hasValue(subscribed.get());
        }
    }

    /** Vert.x then fails with an exception at the disconnect and calls no handler. */
    @Test
    void disconnectAfterInvalidBytesEndsTheSubscription() throws Exception {
        Socket client = request("", "\0\1\r\n\r\n");
        CompletionStage<Void> finished = start(requests.take());
        Awaitility.await().atMost(SOON).until(() -> subscribed.get() == 1);

        client.close();

        finish(finished);
        assertThat(unsubscribed).hasValue(1);
    }

    @Test
    void disconnectAtAnyMomentLeavesNoSubscription() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < CLIENTS; i++) {
            Socket client = request();
            client.setSoLinger(true, 0);
            RoutingContext request = requests.take();
            long pause = random.nextInt(200_000);
            // A worker starts the stream, as in the service, while the connection closes on its event loop.
            workers.execute(() -> {
                LockSupport.parkNanos(pause);
                start(request);
            });
            LockSupport.parkNanos(random.nextInt(200_000));
            client.close();
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(SOON).until(() -> subscribed.get() == unsubscribed.get());
    }

    @Test
    void evictedSubscriberThatReadsReceivesTheReason() throws Exception {
        CountDownLatch evicted = new CountDownLatch(1);
        try (Socket client = request()) {
            CompletionStage<Void> finished = start(requests.take(), evicted::countDown, Duration.ofHours(1));
            appendUntil(evicted);

            assertThat(readToEnd(client)).contains("\"reason\":\"slow_subscriber\"", "event:stream.closing");
            finish(finished);
        }
    }

    @Test
    void connectionOfAnEvictedSubscriberThatDoesNotReadIsClosed() throws Exception {
        CountDownLatch evicted = new CountDownLatch(1);
        try (Socket client = request()) {
            CompletionStage<Void> finished = start(requests.take(), evicted::countDown, Duration.ofMillis(1));
            appendUntil(evicted);

            finish(finished);
            assertThat(unsubscribed).hasValue(1);
            assertThat(readToEnd(client)).doesNotContain("stream.closing");
        }
    }

    /** Appends large events, so that the buffers of the connection are full soon, until the subscriber is evicted. */
    private void appendUntil(CountDownLatch evicted) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
            append(transcript, peerJoined("p" + "x".repeat(40_000)));
            return evicted.getCount() == 0;
        });
    }

    private static String readToEnd(Socket client) throws IOException {
        client.setSoTimeout((int) SOON.toMillis());
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            client.getInputStream().transferTo(read);
        } catch (SocketException reset) {
            // The connection was reset, which ends the stream as well.
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private CompletionStage<Void> start(RoutingContext http) {
        return start(http, () -> {}, Duration.ofHours(1));
    }

    private CompletionStage<Void> start(RoutingContext http, Runnable onEvicted, Duration evictionGracePeriod) {
        http.response().setChunked(true);
        ClientResponse response = new ClientResponse(http);
        return new CaptionStream(
                        () -> subscribe(response, onEvicted), Duration.ofSeconds(2), evictionGracePeriod, response)
                .start();
    }

    private Subscription subscribe(ClientResponse response, Runnable onEvicted) {
        Subscription subscription =
                transcript.subscribe(new SubscriptionRequest(null, true, Set.of()), response::isOpen);
        subscription.onEvicted(onEvicted);
        return subscription;
    }

    private Socket request() throws IOException {
        return request("Connection: close\r\n", "");
    }

    private Socket request(String headers, String further) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        client.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n" + further)
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static void finish(CompletionStage<Void> stage) {
        stage.toCompletableFuture()
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void subscribed() {
        subscribed.incrementAndGet();
    }

    @Override
    public void unsubscribed() {
        unsubscribed.incrementAndGet();
    }

    @Override
    public void published(String roomId, CaptionEvent event) {}
}
