package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Selection of partials and peers. */
class SubscriptionFilterTest extends SubscriptionFixture {
    @Test
    void partialsCanBeSwitchedOff() {
        TestSubscriber subscriber = subscribe(new SubscriptionRequest("0", false, Set.of()));
        room.publish(TestEvents.partial("p1", "u1", 1, "a"));
        room.append(TestEvents.utterance("p1", "u1", "a b"));
        assertThat(subscriber.read()).containsExactly("final a b");
    }

    @Test
    void aPeerFilterSelectsEventsOfThePeersAndOfTheSession() {
        TestSubscriber subscriber = subscribe(new SubscriptionRequest("0", true, Set.of("p1", "p3")));
        room.append(TestEvents.started());
        for (String peer : List.of("p1", "p2", "p3")) {
            room.append(TestEvents.joined(peer));
            room.publish(TestEvents.partial(peer, "u" + peer, 1, "by " + peer));
            room.append(TestEvents.gap(peer, 1, 2.0, "Oh."));
        }
        room.append(TestEvents.left("p2"));
        room.append(TestEvents.utterance("p2", "x2", "by p2"));
        room.append(TestEvents.utterance("p3", "x3", "by p3"));
        room.append(TestEvents.ended());
        assertThat(subscriber.read())
                .containsExactly(
                        "session.started",
                        "peer.joined",
                        "gap overload",
                        "peer.joined",
                        "gap overload",
                        "final by p3",
                        "session.ended");
    }

    @Test
    void aPeerFilterSelectsPartialsOfThePeers() {
        TestSubscriber subscriber = subscribe(new SubscriptionRequest("0", true, Set.of("p1")));
        room.publish(TestEvents.partial("p2", "u2", 1, "theirs"));
        room.publish(TestEvents.partial("p1", "u1", 1, "mine"));
        assertThat(subscriber.read()).containsExactly("partial mine");
    }
}
