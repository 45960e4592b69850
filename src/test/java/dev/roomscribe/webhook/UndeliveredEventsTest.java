package dev.roomscribe.webhook;

import static dev.roomscribe.support.WebhookReceiver.SECRET;
import static dev.roomscribe.webhook.WebhookFixture.ALLOW_ALL;
import static dev.roomscribe.webhook.WebhookFixture.LONG;
import static dev.roomscribe.webhook.WebhookFixture.LONG_TIMEOUTS;
import static dev.roomscribe.webhook.WebhookFixture.QUICK;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static dev.roomscribe.webhook.WebhookFixture.ended;
import static dev.roomscribe.webhook.WebhookFixture.joined;
import static dev.roomscribe.webhook.WebhookFixture.started;
import static dev.roomscribe.webhook.WebhookFixture.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.retry.Backoff;
import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.support.WebhookReceiver.Posted;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that cannot be delivered: they are reported as gaps, counted and logged. */
class UndeliveredEventsTest {
    private final WebhookFixture fixture = new WebhookFixture();
    private final WebhookReceiver receiver = fixture.receiver;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void eventsThatTheLogNoLongerStoresBecomeAGap() {
        try (WebhookFixture small = new WebhookFixture(100)) {
            small.receiver.answer(500);
            Webhook webhook = small.open(LONG_TIMEOUTS);
            String first = small.append(started());
            await().until(() -> !small.receiver.requests().isEmpty());
            IntStream.range(0, 300).forEach(i -> small.room.append(joined("p" + i)));
            small.room.append(ended());
            small.receiver.answer(200);
            await(webhook.closed());

            assertThat(small.receiver.acceptedTypes())
                    .hasSize(102)
                    .startsWith("session.started", "stream.gap", "peer.joined");
            Posted gap = small.receiver.accepted().get(1);
            assertThat(gap.id()).isEqualTo(SESSION + "_" + first + "_gap");
            assertThat(gap.json().path("reason").asText()).isEqualTo("expired_id");
            assertThat(gap.json().path("session_id").asText()).isEqualTo(SESSION);
            assertThat(small.observer).asString().startsWith("101 delivered").endsWith("201 dropped");
            assertThat(gap.json().path("resumes_at").asText())
                    .isEqualTo(
                            small.receiver.accepted().get(2).json().path("id").asText());
        }
    }

    @Test
    void wordsThatWereErasedAreNotDelivered() {
        receiver.answer(500);
        Webhooks webhooks = fixture.webhooks(
                LONG_TIMEOUTS,
                WebhookFixture.ALLOW_ALL,
                host -> Future.succeededFuture(WebhookFixture.addresses(host)));
        fixture.transcripts.addErasureListener(webhooks::erased);
        Webhook webhook =
                webhooks.open(WebhookFixture.SESSION, WebhookFixture.url(receiver.url("/hook")), fixture.room);
        fixture.append(said("p1", "u1", "secret"));
        fixture.append(said("p1", "u2", "secret"));
        fixture.append(said("p2", "u3", "public"));
        await().until(() -> !receiver.requests().isEmpty());
        fixture.room.erase("p1").toCompletableFuture().join();
        fixture.append(said("p1", "u4", "later"));
        // A request that was sent before the erasure may still be refused.
        await().until(() ->
                receiver.requests().stream().anyMatch(posted -> posted.body().contains("transcript.erased")));
        receiver.answer(200);
        fixture.room.append(ended());
        await(webhook.closed());
        assertThat(receiver.acceptedTypes())
                .containsExactly(
                        "transcript.erased",
                        "transcript.erased",
                        "transcript.final",
                        "transcript.final",
                        "session.ended");
        assertThat(receiver.accepted()).noneMatch(posted -> posted.body().contains("secret"));
    }

    @Test
    void nothingIsDeliveredOfATranscriptThatWasErased() {
        receiver.answer(500);
        Webhooks webhooks = fixture.webhooks(
                LONG_TIMEOUTS,
                WebhookFixture.ALLOW_ALL,
                host -> Future.succeededFuture(WebhookFixture.addresses(host)));
        fixture.transcripts.addErasureListener(webhooks::erased);
        Webhook webhook =
                webhooks.open(WebhookFixture.SESSION, WebhookFixture.url(receiver.url("/hook")), fixture.room);
        fixture.append(started());
        fixture.append(said("p1", "u1", "secret"));
        fixture.append(ended());
        await().until(() -> !receiver.requests().isEmpty());
        assertThat(fixture.room.erase().toCompletableFuture().join()).isTrue();
        await(webhook.closed());
        assertThat(receiver.accepted()).isEmpty();
        assertThat(webhooks.count()).isZero();
    }

    @Test
    void nothingIsDeliveredOfASessionThatWasErased() {
        receiver.answer(500);
        Webhooks webhooks = fixture.webhooks(
                LONG_TIMEOUTS,
                WebhookFixture.ALLOW_ALL,
                host -> Future.succeededFuture(WebhookFixture.addresses(host)));
        fixture.transcripts.addErasureListener(webhooks::erased);
        fixture.append(started("another"));
        fixture.append(new SessionEnded("another", 9, Instant.EPOCH, SessionEndReason.STOPPED, null));
        Webhook webhook =
                webhooks.open(WebhookFixture.SESSION, WebhookFixture.url(receiver.url("/hook")), fixture.room);
        fixture.append(started());
        fixture.append(said("p1", "u1", "secret"));
        fixture.append(ended());
        webhook.onSessionEnded();
        await().until(() -> !receiver.requests().isEmpty());
        fixture.room.eraseSession("another").toCompletableFuture().join();
        assertThat(webhook.closed().isComplete()).isFalse();
        fixture.room.eraseSession(SESSION).toCompletableFuture().join();
        await(webhook.closed());
        assertThat(fixture.observer.dropped).hasValue(3);
        assertThat(receiver.accepted()).isEmpty();
    }

    private static FinalTranscript said(String peer, String utterance, String text) {
        return new FinalTranscript(
                WebhookFixture.SESSION,
                peer,
                "track",
                null,
                utterance,
                1,
                text,
                text,
                null,
                List.of(),
                1,
                2,
                Instant.EPOCH,
                null,
                "model",
                EndReason.ENDPOINT,
                false);
    }

    @Test
    void anEventThatIsRefusedForTooLongIsReplacedByAGap() {
        receiver.answer(
                (posted, response) -> response.setStatusCode(posted.body().contains("poison") ? 422 : 200)
                        .end());
        Webhook webhook = fixture.open(new WebhookLimits(Duration.ofSeconds(10), QUICK, Duration.ofMillis(200), LONG));
        String before = fixture.append(started());
        fixture.room.append(joined("poison"));
        fixture.room.append(joined("another poison"));
        String after = fixture.append(joined("p1"));
        fixture.room.append(ended());
        await(webhook.closed());

        assertThat(receiver.acceptedTypes())
                .containsExactly("session.started", "stream.gap", "stream.gap", "peer.joined", "session.ended");
        assertThat(receiver.accepted().stream().map(Posted::id)).doesNotHaveDuplicates();
        Posted gap = receiver.accepted().get(2);
        assertThat(gap.json().path("reason").asText()).isEqualTo("refused");
        assertThat(gap.json().path("after_id").asText()).isEqualTo(before);
        assertThat(gap.json().path("resumes_at").asText()).isEqualTo(after);
        assertThat(gap.isSignedWith(SECRET)).isTrue();
        assertThat(webhook.status().givenUp()).isEqualTo(2);
        assertThat(fixture.observer.dropped).hasValue(2);
    }

    @Test
    void status410EndsDelivery() {
        receiver.answer(410);
        Webhook webhook = fixture.open(LONG_TIMEOUTS);
        fixture.room.append(started());
        await(webhook.closed());
        fixture.room.append(ended());
        assertThat(receiver.requests()).hasSize(1);
        assertThat(fixture.observer.dropped).hasValue(1);
    }

    @Test
    void undeliveredEventsAreDroppedAndLoggedAfterTheRetryTimeout() {
        receiver.answer(503);
        try (LogCapture log = new LogCapture()) {
            Webhook webhook =
                    fixture.open(new WebhookLimits(Duration.ofSeconds(10), QUICK, LONG, Duration.ofMillis(300)));
            fixture.room.append(started());
            IntStream.range(0, 1_200).forEach(i -> fixture.room.append(joined("p" + i)));
            fixture.room.append(ended());
            webhook.onSessionEnded();
            fixture.room.append(started("another"));
            await(webhook.closed());
            assertThat(webhook.status().givenUp()).isEqualTo(1_202);
            assertThat(fixture.observer.dropped).hasValue(1_202);
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains("Room r1", SESSION, receiver.url(""), "undelivered events are dropped", ": 1202"))
                    .allSatisfy(line -> assertThat(line).doesNotContain("t0ken", "/hook", SECRET));
        }
    }

    @Test
    void closeAttemptsEveryEventOnceMoreWithinItsLimit() {
        ScriptedResolver resolver = new ScriptedResolver("127.0.0.1");
        Webhooks webhooks = fixture.webhooks(
                new WebhookLimits(Duration.ofMinutes(1), Backoff.between(LONG, LONG), LONG, LONG), ALLOW_ALL, resolver);
        try (WebhookReceiver unresponsive = new WebhookReceiver(fixture.vertx)) {
            unresponsive.answer((posted, response) -> {});
            receiver.answer(503);
            Webhook waiting = webhooks.open(SESSION, url(receiver.url("/")), fixture.room);
            Webhook dead = webhooks.open(SESSION, url(unresponsive.url("/")), fixture.room);
            fixture.room.append(started());
            fixture.room.append(ended());
            await().until(() -> waiting.status().failure() != null
                    && unresponsive.requests().size() == 1);
            receiver.answer(200);
            await(webhooks.close(Duration.ofMillis(500)));
            assertThat(receiver.acceptedTypes()).containsExactly("session.started", "session.ended");
            assertThat(dead.status().givenUp()).isEqualTo(2);
            assertThat(webhooks.count()).isZero();
        }
    }
}
