package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Subscribers that lag behind the log. */
class SlowSubscriberTest extends SubscriptionFixture {
    @Test
    void onlyTheSlowSubscriberIsEvicted() {
        AtomicInteger evictions = new AtomicInteger();
        Subscription subscription = room.subscribe(requestAll("0"));
        subscription.onEvicted(evictions::incrementAndGet);
        TestSubscriber slow = new TestSubscriber(subscription);
        TestSubscriber quick = subscribe("0");
        room.append(TestEvents.utterance("first"));
        assertThat(slow.readOne()).isEqualTo("final first");
        for (int i = 0; i < MAX_LAG; i++) {
            room.append(TestEvents.utterance("t" + i));
            assertThat(quick.read()).isNotEmpty();
        }
        assertThat(evictions).hasValue(0);
        room.append(TestEvents.utterance("one too many"));
        assertThat(evictions).hasValue(1);
        room.append(TestEvents.utterance("another"));
        assertThat(evictions).hasValue(1);

        List<Delivery> last = slow.drain();
        assertThat(last.stream().map(TestSubscriber::describe))
                .containsExactly("gap slow_subscriber", "stream.closing");
        assertThat(slow.ended()).isTrue();
        assertThat(TestSubscriber.json(last.get(0)).get("after_id").textValue()).isEqualTo(id(1));
        assertThat(TestSubscriber.json(last.get(0)).get("resumes_at").textValue())
                .isEqualTo(id(2));
        assertThat(quick.read()).containsExactly("final one too many", "final another");
        assertThat(quick.ended()).isFalse();
    }

    @Test
    void anEvictedSubscriberResumesWithoutAGap() {
        TestSubscriber slow = subscribe("0");
        IntStream.rangeClosed(0, MAX_LAG).forEach(i -> room.append(TestEvents.utterance("t" + i)));
        String last = TestSubscriber.json(slow.drain().get(0)).get("after_id").textValue();
        assertThat(subscribe(last).read()).hasSize(MAX_LAG + 1).startsWith("final t0");
    }

    @Test
    void requestsWithinTheLimitKeepTheStreamOpen() {
        TestSubscriber subscriber = subscribe("0");
        for (int i = 0; i < 3; i++) {
            IntStream.range(0, MAX_LAG).forEach(n -> room.append(TestEvents.utterance("t" + n)));
            assertThat(subscriber.readOne()).isEqualTo("final t" + i);
        }
    }

    @Test
    void aWaitingSubscriberIsNotSlow() {
        TestSubscriber subscriber = subscribe(new SubscriptionRequest("0", true, Set.of("p1")));
        assertThat(subscriber.read()).isEmpty();
        IntStream.range(0, 2 * MAX_LAG).forEach(i -> room.append(TestEvents.utterance("p2", "u" + i, "theirs")));
        room.append(TestEvents.utterance("p1", "mine", "mine"));
        room.append(TestEvents.utterance("p1", "mine too", "mine too"));
        assertThat(subscriber.read()).containsExactly("final mine", "final mine too");
    }

    @Test
    void aSubscriberBehindTheRetentionReceivesAGapAndContinues() {
        TestSubscriber subscriber = subscribe("0");
        room.append(TestEvents.utterance("a"));
        room.append(TestEvents.utterance("b"));
        assertThat(subscriber.readOne()).isEqualTo("final a");
        clock.advance(MAX_AGE.plusSeconds(1));
        room.append(TestEvents.utterance("c"));
        List<Delivery> last = subscriber.drain();
        assertThat(last.stream().map(TestSubscriber::describe)).containsExactly("gap expired_id", "final c");
        assertThat(TestSubscriber.json(last.get(0)).get("after_id").textValue()).isEqualTo(id(1));
        assertThat(TestSubscriber.json(last.get(0)).get("resumes_at").textValue())
                .isEqualTo(id(3));
        assertThat(subscriber.ended()).isFalse();
        assertThat(subscribe(id(1)).read()).containsExactly("gap expired_id", "final c");
    }

    @Test
    void aSubscriberThatIsUpToDateMissesNothingWhenEventsExpire() {
        TestSubscriber subscriber = subscribe("0");
        room.append(TestEvents.utterance("a"));
        assertThat(subscriber.read()).containsExactly("final a");
        clock.advance(MAX_AGE.plusSeconds(1));
        transcripts.sweep();
        room.append(TestEvents.utterance("b"));
        assertThat(subscriber.read()).containsExactly("final b");
    }
}
