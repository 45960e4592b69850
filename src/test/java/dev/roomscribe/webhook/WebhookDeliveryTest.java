package dev.roomscribe.webhook;

import static dev.roomscribe.support.WebhookReceiver.SECRET;
import static dev.roomscribe.webhook.WebhookFixture.LONG;
import static dev.roomscribe.webhook.WebhookFixture.LONG_TIMEOUTS;
import static dev.roomscribe.webhook.WebhookFixture.QUICK;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static dev.roomscribe.webhook.WebhookFixture.ended;
import static dev.roomscribe.webhook.WebhookFixture.joined;
import static dev.roomscribe.webhook.WebhookFixture.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.support.WebhookReceiver.Posted;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Order, retries and speed of delivery, to receivers that accept, fail, are slow or do not respond. */
class WebhookDeliveryTest {
    private final WebhookFixture fixture = new WebhookFixture();
    private final WebhookReceiver receiver = fixture.receiver;
    private final RoomTranscript room = fixture.room;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyEventOfTheSessionIsDeliveredOnceInOrderAndSigned() {
        room.append(joined("before"));
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        room.append(started());
        IntStream.range(0, 20).forEach(i -> room.append(joined("p" + i)));
        String last = fixture.append(ended());
        webhook.onSessionEnded();
        room.append(started("another"));
        await(webhook.closed());

        assertThat(receiver.accepted()).hasSize(22);
        assertThat(receiver.acceptedTypes()).startsWith("session.started").endsWith("session.ended");
        assertThat(receiver.accepted().stream()
                        .skip(1)
                        .limit(20)
                        .map(posted -> posted.json().path("peer_id").asText()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "p" + i).toList());
        assertThat(receiver.accepted()).allSatisfy(posted -> {
            assertThat(posted.id())
                    .isEqualTo(SESSION + "_" + posted.json().path("id").asText());
            assertThat(posted.isSignedWith(SECRET)).isTrue();
            assertThat(posted.target()).isEqualTo("/hook?token=t0ken");
            assertThat(posted.host()).isEqualTo("127.0.0.1:" + receiver.port());
        });
        assertThat(receiver.accepted().get(21).id()).endsWith("_" + last);
        assertThat(webhook.status()).isEqualTo(new WebhookStatus(22, 0, null, null));
        assertThat(fixture.observer).hasToString("22 delivered, 0 retried, 0 dropped");
    }

    @Test
    void aFailedEventIsRetriedUnderTheSameIdBeforeTheNextIsSent() {
        receiver.answer(503);
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        room.append(started());
        room.append(ended());
        await().until(() -> receiver.requests().size() >= 4);
        assertThat(webhook.status().failure()).isEqualTo("answered 503");
        assertThat(webhook.status().failingSince()).isNotNull();
        receiver.answer(204);
        await(webhook.closed());

        List<Posted> requests = receiver.requests();
        assertThat(requests.stream().limit(requests.size() - 1L).map(Posted::id).distinct())
                .hasSize(1);
        assertThat(requests.get(requests.size() - 1).type()).isEqualTo("session.ended");
        assertThat(requests).allMatch(posted -> posted.isSignedWith(SECRET));
        assertThat(webhook.status()).isEqualTo(new WebhookStatus(2, 0, null, null));
    }

    @Test
    void aReceiverThatStartsLateGetsAllEvents() {
        int port = receiver.port();
        receiver.close();
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        room.append(started());
        room.append(ended());
        await().until(() -> webhook.status().failure() != null);
        assertThat(webhook.status().failure()).isEqualTo("no connection (ConnectException)");
        try (WebhookReceiver late = new WebhookReceiver(
                fixture.vertx, new HttpServerOptions().setHost("127.0.0.1").setPort(port))) {
            await(webhook.closed());
            assertThat(late.acceptedTypes()).containsExactly("session.started", "session.ended");
        }
    }

    /**
     * The webhook's subscription is evicted like any slow subscriber; the webhook then continues to read from the log.
     */
    @Test
    void aSlowReceiverDelaysNoSubscriberAndGetsAllEventsOneAtATime() {
        Queue<HttpServerResponse> pending = new ConcurrentLinkedQueue<>();
        receiver.answer((posted, response) -> pending.add(response));
        Subscription subscriber = room.subscribe(new SubscriptionRequest("0", false, Set.of()));
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        room.append(started());
        await().until(() -> pending.size() == 1);
        int read = 0;
        for (int i = 0; i < 600; i++) {
            room.append(joined("p" + i));
            read += countNext(subscriber);
        }
        room.append(ended());
        read += countNext(subscriber) + countNext(subscriber);
        assertThat(read).isEqualTo(602);
        assertThat(receiver.requests()).hasSize(1);

        receiver.answer((posted, response) -> response.end());
        pending.remove().end();
        await(webhook.closed());
        assertThat(receiver.accepted()).hasSize(602);
        assertThat(receiver.accepted().stream().map(Posted::id).distinct()).hasSize(602);
        assertThat(receiver.acceptedTypes()).doesNotContain("stream.gap").endsWith("session.ended");
        assertThat(receiver.maxConcurrent()).isEqualTo(1);
    }

    private static int countNext(Subscription subscriber) {
        // A delivery is always available, because this subscriber is one event behind.
        return subscriber
                        .next()
                        .toCompletableFuture()
                        .join()
                        .filter(Delivery.Event.class::isInstance)
                        .isPresent()
                ? 1
                : 0;
    }

    @Test
    void redirectsAreNotFollowed() {
        receiver.answer((posted, response) -> response.setStatusCode(307)
                .putHeader("Location", receiver.url("/elsewhere"))
                .end());
        fixture.open(LONG_TIMEOUTS);
        room.append(started());
        await().until(() -> receiver.requests().size() >= 3);
        assertThat(receiver.requests()).allMatch(posted -> posted.target().startsWith("/hook"));
    }

    @Test
    void anEndlessResponseBodyIsCutOff() {
        AtomicInteger chunks = new AtomicInteger();
        receiver.answer((posted, response) -> {
            response.setChunked(true);
            writeForever(response, chunks);
        });
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        room.append(started());
        room.append(ended());
        await(webhook.closed());
        assertThat(receiver.requests()).hasSize(2);
        assertThat(chunks).hasValueLessThan(100_000);
    }

    private static void writeForever(HttpServerResponse response, AtomicInteger chunks) {
        response.write("x".repeat(16_384)).onSuccess(written -> {
            chunks.incrementAndGet();
            writeForever(response, chunks);
        });
    }

    @Test
    void retryAfterIsRespected() {
        receiver.answer((posted, response) ->
                response.setStatusCode(429).putHeader("Retry-After", "1").end());
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        long before = System.nanoTime();
        room.append(started());
        await().until(() -> receiver.requests().size() == 1);
        receiver.answer(200);
        room.append(ended());
        await(webhook.closed());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(990));
        assertThat(receiver.requests()).hasSize(3);
    }

    @Test
    void anAttemptWithoutResponseTimesOutAndIsRetried() {
        receiver.answer((posted, response) -> {});
        Webhook webhook = fixture.open(new WebhookLimits(Duration.ofMillis(300), QUICK, LONG, LONG));
        room.append(started());
        room.append(ended());
        await().until(() -> receiver.requests().size() == 2);
        assertThat(webhook.status().failure()).isEqualTo("no answer within 300 ms");
        receiver.answer(200);
        await(webhook.closed());
    }
}
