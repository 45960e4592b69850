package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nothing of a session follows its end. */
class EndedSessionTest extends SubscriptionFixture {
    private CompletableFuture<?> append(DurableEvent event) {
        return room.append(event).toCompletableFuture();
    }

    @Test
    void eventsAndPartialsAfterTheEndAreRefused() {
        TestSubscriber subscriber = subscribe("0");
        room.append(TestEvents.started());
        room.append(TestEvents.ended());
        assertThat(List.of(
                        append(TestEvents.utterance("late")),
                        append(TestEvents.gap("p1", 1, 2.0, "late")),
                        append(TestEvents.ended())))
                .allMatch(CompletableFuture::isCompletedExceptionally);
        room.publish(TestEvents.partial("p1", "u1", 1, "late"));
        assertThat(subscriber.read()).containsExactly("session.started", "session.ended");
    }

    @Test
    void theNextSessionMayPublish() {
        room.append(TestEvents.started());
        room.append(TestEvents.ended());
        room.append(TestEvents.started());
        assertThat(append(TestEvents.utterance("a"))).isCompleted();
    }

    @Test
    void anObserverThatThrowsKeepsNothingFromSubscribers() {
        observer.failure = new IllegalStateException("on purpose");
        TestSubscriber subscriber = subscribe("0");
        assertThat(append(TestEvents.utterance("a"))).isCompleted();
        room.publish(TestEvents.partial("p1", "u2", 1, "b"));
        assertThat(subscriber.read()).containsExactly("final a", "partial b");
    }
}
