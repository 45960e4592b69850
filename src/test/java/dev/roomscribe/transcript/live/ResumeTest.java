package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replay of stored events after an id. */
class ResumeTest extends SubscriptionFixture {
    @Test
    void aReplayStartsAfterTheIdAndContinuesWithNewEvents() {
        List.of("a", "b", "c").forEach(text -> room.append(TestEvents.utterance(text)));
        TestSubscriber subscriber = subscribe(id(1));
        assertThat(subscriber.readOne()).isEqualTo("final b");
        room.append(TestEvents.utterance("d"));
        assertThat(subscriber.read()).containsExactly("final c", "final d");
        room.append(TestEvents.utterance("e"));
        assertThat(subscriber.read()).containsExactly("final e");
    }

    @Test
    void aSubscriberThatIsUpToDateReceivesOnlyNewEvents() {
        room.append(TestEvents.utterance("a"));
        TestSubscriber subscriber = subscribe(id(1));
        assertThat(subscriber.read()).isEmpty();
        room.append(TestEvents.utterance("b"));
        assertThat(subscriber.read()).containsExactly("final b");
    }

    @Test
    void replayedEventsEqualTheEventsThatWereDeliveredLive() {
        TestSubscriber live = subscribe("0");
        room.append(TestEvents.started());
        room.append(TestEvents.utterance("a"));
        assertThat(subscribe("0").drain()).isEqualTo(live.drain());
    }

    @Test
    void onlyDurableEventsHaveAnId() {
        TestSubscriber subscriber = subscribe("0");
        room.append(TestEvents.utterance("a"));
        room.publish(TestEvents.partial("p1", "u2", 1, "b"));
        assertThat(subscriber.drain().stream().map(delivery -> ((Delivery.Event) delivery).id()))
                .containsExactly(id(1), null);
    }

    @Test
    void zeroReplaysAllStoredEvents() {
        List.of("a", "b").forEach(text -> room.append(TestEvents.utterance(text)));
        assertThat(subscribe("0").read()).containsExactly("final a", "final b");
    }

    @Test
    void zeroResultsInAGapIfTheBeginningHasExpired() {
        room.append(TestEvents.utterance("old"));
        clock.advance(MAX_AGE.plusSeconds(1));
        room.append(TestEvents.utterance("new"));
        assertThat(subscribe("0").read()).containsExactly("gap expired_id", "final new");
    }

    @Test
    void anExpiredIdResultsInAGapWithoutAnId() {
        room.append(TestEvents.utterance("a"));
        room.append(TestEvents.utterance("b"));
        clock.advance(MAX_AGE.plusSeconds(1));
        room.append(TestEvents.utterance("c"));
        List<Delivery> read = subscribe(id(1)).drain();
        assertThat(read.stream().map(TestSubscriber::describe)).containsExactly("gap expired_id", "final c");
        assertThat(((Delivery.Event) read.get(0)).id()).isNull();
        assertThat(TestSubscriber.json(read.get(0)).get("after_id").textValue()).isEqualTo(id(1));
        assertThat(TestSubscriber.json(read.get(0)).get("resumes_at").textValue())
                .isEqualTo(id(3));
    }

    @Test
    void theIdBeforeTheOldestStoredEventResultsInNoGap() {
        room.append(TestEvents.utterance("a"));
        clock.advance(MAX_AGE.plusSeconds(1));
        room.append(TestEvents.utterance("b"));
        assertThat(subscribe(id(1)).read()).containsExactly("final b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-1", "1789999999999-1", "1790000000001-1", "1790000000000-2"})
    void anUnknownIdResultsInAGapAndThenAllStoredEvents(String after) {
        room.append(TestEvents.utterance("a"));
        List<Delivery> read = subscribe(after).drain();
        assertThat(read.stream().map(TestSubscriber::describe)).containsExactly("gap unknown_id", "final a");
        assertThat(((Delivery.Event) read.get(0)).id()).isNull();
        assertThat(TestSubscriber.json(read.get(0)).has("after_id")).isFalse();
        assertThat(TestSubscriber.json(read.get(0)).get("resumes_at").textValue())
                .isEqualTo(id(1));
    }

    @Test
    void aGapBeforeAnEmptyLogHasNoResumePosition() {
        TestSubscriber subscriber = subscribe("nonsense");
        Delivery gap = subscriber.poll().orElseThrow();
        assertThat(TestSubscriber.json(gap).has("resumes_at")).isFalse();
        room.append(TestEvents.utterance("a"));
        assertThat(subscriber.read()).containsExactly("final a");
    }
}
