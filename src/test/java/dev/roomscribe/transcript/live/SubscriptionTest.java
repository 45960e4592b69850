package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests for deliveries, heartbeats, the end of a stream and the number of subscribers. */
class SubscriptionTest extends SubscriptionFixture {
    @Test
    void aSecondRequestIsRejectedWhileOneIsPending() {
        Subscription subscription = room.subscribe(requestAll("0"));
        CompletableFuture<Optional<Delivery>> first = subscription.next().toCompletableFuture();
        assertThatIllegalStateException().isThrownBy(subscription::next);
        room.append(TestEvents.utterance("a"));
        assertThat(first.join().map(TestSubscriber::describe)).contains("final a");
    }

    @Test
    void theCompletionOfARequestMayRequestTheNextDelivery() {
        Subscription subscription = room.subscribe(requestAll("0"));
        CompletableFuture<String> both = subscription
                .next()
                .thenCompose(first -> subscription
                        .next()
                        .thenApply(second -> TestSubscriber.describe(first.orElseThrow()) + ", "
                                + TestSubscriber.describe(second.orElseThrow())))
                .toCompletableFuture();
        room.append(TestEvents.utterance("a"));
        room.append(TestEvents.utterance("b"));
        assertThat(both).isCompletedWithValue("final a, final b");
    }

    @Test
    void closingASubscriptionCompletesItsPendingRequest() {
        TestSubscriber subscriber = subscribe("0");
        assertThat(subscriber.read()).isEmpty();
        subscriber.close();
        assertThat(subscriber.read()).isEmpty();
        assertThat(subscriber.ended()).isTrue();
    }

    @Test
    void aClosedSubscriptionDeliversNothing() {
        TestSubscriber subscriber = subscribeWithSnapshot();
        room.append(TestEvents.utterance("a"));
        subscriber.close();
        assertThat(subscriber.read()).isEmpty();
        assertThat(subscriber.ended()).isTrue();
    }

    @Test
    void onlyWaitingSubscribersReceiveHeartbeats() {
        TestSubscriber idle = subscribe("0");
        TestSubscriber busy = subscribe("0");
        assertThat(idle.read()).isEmpty();
        transcripts.heartbeat();
        room.append(TestEvents.utterance("a"));
        assertThat(idle.read()).containsExactly("heartbeat", "final a");
        assertThat(busy.read()).containsExactly("final a");
    }

    @Test
    void closingDeliversTheRemainingEventsAndThenStreamClosing() {
        TestSubscriber behind = subscribe("0");
        TestSubscriber waiting = subscribe("0");
        room.append(TestEvents.utterance("a"));
        assertThat(waiting.read()).containsExactly("final a");
        room.publish(TestEvents.partial("p1", "u1", 1, "open"));
        assertThat(waiting.read()).containsExactly("partial open");
        transcripts.close();

        List<Delivery> last = waiting.drain();
        assertThat(last.stream().map(TestSubscriber::describe)).containsExactly("stream.closing");
        assertThat(TestSubscriber.json(last.get(0)).get("retry_ms").intValue()).isEqualTo(2_000);
        assertThat(waiting.ended()).isTrue();
        assertThat(behind.read()).containsExactly("final a", "partial open", "stream.closing");
        assertThat(behind.ended()).isTrue();
    }

    @Test
    void aSubscriberAfterClosingReceivesStoredEventsAndStreamClosing() {
        room.append(TestEvents.utterance("a"));
        transcripts.close();
        TestSubscriber subscriber = subscribe("0");
        assertThat(subscriber.read()).containsExactly("final a", "stream.closing");
        assertThat(subscriber.ended()).isTrue();
    }

    @Test
    void aFullRoomRejectsSubscribersUntilOneCloses() {
        List<TestSubscriber> subscribers = IntStream.range(0, MAX_SUBSCRIBERS)
                .mapToObj(i -> subscribe("0"))
                .toList();
        assertThatThrownBy(() -> subscribe("0"))
                .isInstanceOf(TooManySubscribersException.class)
                .hasMessageContaining("r1")
                .hasMessageContaining(Integer.toString(MAX_SUBSCRIBERS));
        assertThat(observer.subscribed).hasValue(MAX_SUBSCRIBERS);
        assertThat(new TestSubscriber(transcripts.open("r2").subscribe(requestAll("0"))).read())
                .isEmpty();
        subscribers.get(0).close();
        assertThat(subscribe("0").read()).isEmpty();
    }

    @Test
    void openingAndClosingASubscriptionIsReportedOnce() {
        Subscription subscription = room.subscribe(requestAll(null), () -> true);
        assertThat(observer.subscribed).hasValue(1);
        assertThat(observer.unsubscribed).hasValue(0);
        subscription.close();
        subscription.close();
        assertThat(observer.subscribed).hasValue(1);
        assertThat(observer.unsubscribed).hasValue(1);
    }
}
