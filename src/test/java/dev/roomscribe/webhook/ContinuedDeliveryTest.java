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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends before everything is delivered: the next one continues. */
class ContinuedDeliveryTest {
    @TempDir
    private Path directory;

    private StoredTranscripts stored;
    private WebhookReceiver receiver;
    private final List<String> published = new ArrayList<>();

    @BeforeEach
    void open() {
        stored = new StoredTranscripts(directory);
        receiver = stored.receiver;
    }

    @AfterEach
    void close() {
        stored.close();
    }

    private void publish(Stream<String> peers) {
        peers.forEach(peer -> published.add(stored.append(joined(peer))));
    }

    private void assertEveryEventIsAcceptedInOrder() {
        assertThat(receiver.accepted().stream().map(Posted::id).distinct())
                .containsExactlyElementsOf(
                        published.stream().map(id -> SESSION + "_" + id).toList());
        assertThat(receiver.accepted()).allSatisfy(posted -> {
            assertThat(posted.id())
                    .isEqualTo(SESSION + "_" + posted.json().path("id").asText());
            assertThat(posted.isSignedWith(SECRET)).isTrue();
            assertThat(posted.target()).isEqualTo("/hook?token=t0ken");
        });
        assertThat(stored.observer.dropped).hasValue(0);
    }

    @Test
    void afterAKillTheEventsOfAnEndedSessionAreDeliveredFromTheLastAcceptedOne() {
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        first.open();
        published.add(stored.append(started()));
        publish(Stream.of("p1", "p2", "p3"));
        await().until(() -> stored.record().contains(published.get(3)));
        receiver.answer(503);
        publish(Stream.of("p4", "p5"));
        published.add(stored.append(ended()));
        await().until(() -> receiver.requests().size() >= 6);
        first.kill();
        int before = receiver.accepted().size();

        receiver.answer(200);
        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.resume();
        await().until(() -> second.webhooks.count() == 0);
        assertEveryEventIsAcceptedInOrder();
        assertThat(receiver.accepted()).hasSize(7);
        assertThat(before).isEqualTo(4);
        await().until(() -> stored.recordFiles() == 0);
        second.close();
    }

    /** What was accepted within the last second is not stored yet. */
    @Test
    void afterAKillInTheMiddleEventsArePostedAgainUnderTheSameIdsAndNoneIsMissing() {
        for (int run = 0; run < 5; run++) {
            StoredTranscripts.Run process = stored.start(LONG_TIMEOUTS);
            process.open();
            if (run == 0) {
                published.add(stored.append(started()));
            }
            String prefix = "p" + run;
            publish(Stream.iterate(0, n -> n + 1).limit(50).map(n -> prefix + n));
            int enough = receiver.accepted().size() + 7;
            await().until(() -> receiver.accepted().size() >= enough);
            process.kill();
        }
        published.add(stored.append(ended()));
        StoredTranscripts.Run last = stored.start(LONG_TIMEOUTS);
        last.resume();
        await().until(() -> last.webhooks.count() == 0);
        assertEveryEventIsAcceptedInOrder();
        last.close();
    }

    @Test
    void aResumedSessionContinuesAfterTheLastAcceptedEvent() {
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        first.open();
        published.add(stored.append(started()));
        await().until(() -> stored.record().contains(published.get(0)));
        first.kill();
        publish(Stream.of("published while no process delivers"));

        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        Webhook webhook = second.open();
        publish(Stream.of("p2"));
        published.add(stored.append(ended()));
        webhook.onSessionEnded();
        await(webhook.closed());
        assertEveryEventIsAcceptedInOrder();
        assertThat(receiver.requests()).hasSize(4);
        second.close();
    }

    /** The receiver has not accepted any event, but it may have received one. */
    @Test
    void aWebhookIsStoredBeforeItsFirstRequest() {
        receiver.answer(503);
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        first.open();
        published.add(stored.append(started()));
        await().until(() -> !receiver.requests().isEmpty());
        first.kill();

        receiver.answer(200);
        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.open();
        await().until(() -> receiver.accepted().size() == 1);
        assertEveryEventIsAcceptedInOrder();
        second.close();
    }

    @Test
    void whatAReceiverThatIsDownMissedAtTheShutdownIsDeliveredAfterTheStart() {
        try (LogCapture log = new LogCapture()) {
            receiver.answer(503);
            StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
            Webhook webhook = first.open();
            published.add(stored.append(started()));
            publish(Stream.of("p1"));
            published.add(stored.append(ended()));
            webhook.onSessionEnded();
            await().until(() -> !receiver.requests().isEmpty());
            first.close();
            assertThat(webhook.status().givenUp()).isZero();
            assertThat(log.lines())
                    .anyMatch(line ->
                            line.equals("INFO Webhooks whose undelivered events follow after the next start: 1"))
                    .noneMatch(line -> line.contains("dropped"));
        }
        receiver.answer(200);
        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.resume();
        await().until(() -> second.webhooks.count() == 0);
        assertEveryEventIsAcceptedInOrder();
        second.close();
    }

    @Test
    void aSuspendedSessionContinuesWithoutRepeatingEvents() {
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        Webhook webhook = first.open();
        published.add(stored.append(started()));
        publish(Stream.of("p1", "p2"));
        webhook.suspend();
        await(webhook.closed());
        assertThat(receiver.accepted()).hasSize(3);
        first.close();

        publish(Stream.of("p3"));
        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.open();
        published.add(stored.append(ended()));
        await().until(() -> second.webhooks.count() == 0);
        assertEveryEventIsAcceptedInOrder();
        assertThat(receiver.requests()).hasSize(5);
        second.close();
    }

    @Test
    void aSuspendedSessionWhoseReceiverIsDownContinuesWithWhatIsUndelivered() {
        receiver.answer(503);
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        Webhook webhook = first.open();
        published.add(stored.append(started()));
        webhook.suspend();
        await().until(() -> !receiver.requests().isEmpty());
        first.close();

        receiver.answer(200);
        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.open();
        published.add(stored.append(ended()));
        await().until(() -> second.webhooks.count() == 0);
        assertEveryEventIsAcceptedInOrder();
        second.close();
    }

    @Test
    void afterStatus410NothingIsPostedByTheNextProcess() {
        receiver.answer(410);
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        Webhook webhook = first.open();
        stored.append(started());
        await(webhook.closed());
        stored.append(ended());
        await().until(() -> stored.recordFiles() == 0);
        first.close();

        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.resume();
        assertThat(second.webhooks.count()).isZero();
        assertThat(receiver.requests()).hasSize(1);
        second.close();
    }

    @Test
    void theRetryTimeoutOfAnEndedSessionStartsAgain() {
        receiver.answer(503);
        StoredTranscripts.Run first = stored.start(LONG_TIMEOUTS);
        first.open();
        stored.append(started());
        stored.append(ended());
        await().until(() -> !receiver.requests().isEmpty());
        first.kill();

        StoredTranscripts.Run second =
                stored.start(new WebhookLimits(Duration.ofSeconds(10), QUICK, LONG, Duration.ofMillis(200)));
        int before = receiver.requests().size();
        second.resume();
        await().until(() -> second.webhooks.count() == 0);
        assertThat(receiver.requests()).hasSizeGreaterThan(before);
        assertThat(stored.observer.dropped).hasValue(2);
        await().until(() -> stored.recordFiles() == 0);
        second.close();
    }

    @Test
    void aRefusedEventIsPostedAgainUntilALaterOneOrAGapIsAccepted() {
        receiver.answer(
                (posted, response) -> response.setStatusCode(posted.body().contains("poison") ? 422 : 200)
                        .end());
        StoredTranscripts.Run first =
                stored.start(new WebhookLimits(Duration.ofSeconds(10), QUICK, Duration.ofMillis(100), LONG));
        Webhook webhook = first.open();
        published.add(stored.append(started()));
        publish(Stream.of("poison"));
        await().until(() -> webhook.status().givenUp() == 1);
        first.kill();

        receiver.answer(200);
        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.open();
        published.add(stored.append(ended()));
        await().until(() -> second.webhooks.count() == 0);
        assertThat(receiver.accepted().stream().map(Posted::id).distinct())
                .containsExactlyElementsOf(
                        published.stream().map(id -> SESSION + "_" + id).toList());
        second.close();
    }

    @Test
    void anAcceptedGapStandsForTheRefusedEventsBeforeIt() {
        receiver.answer((posted, response) -> {
            boolean refused = posted.body().contains("poison");
            response.setStatusCode(refused ? 422 : posted.body().contains("p2") ? 503 : 200)
                    .end();
        });
        StoredTranscripts.Run first =
                stored.start(new WebhookLimits(Duration.ofSeconds(10), QUICK, Duration.ofMillis(100), LONG));
        first.open();
        stored.append(started());
        String poison = stored.append(joined("poison"));
        String after = stored.append(joined("p2"));
        await().until(() -> stored.record().contains(poison));
        first.kill();
        int before = receiver.requests().size();

        StoredTranscripts.Run second = stored.start(LONG_TIMEOUTS);
        second.open();
        await().until(() -> receiver.requests().size() > before + 1);
        assertThat(receiver.requests().stream().skip(before).map(Posted::id).distinct())
                .containsExactly(SESSION + "_" + after);
        second.kill();
    }
}
