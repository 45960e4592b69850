package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delivery of partials and their revisions. */
class PartialsTest extends SubscriptionFixture {
    @Test
    void onlyTheNewestRevisionIsDelivered() {
        TestSubscriber subscriber = subscribe("0");
        List.of("a", "a b", "a b c").forEach(text -> room.publish(TestEvents.partial("p1", "u1", text.length(), text)));
        assertThat(subscriber.read()).containsExactly("partial a b c");
        assertThat(subscriber.read()).isEmpty();
    }

    @Test
    void aWaitingSubscriberReceivesEveryRevision() {
        TestSubscriber subscriber = subscribe("0");
        assertThat(subscriber.read()).isEmpty();
        room.publish(TestEvents.partial("p1", "u1", 1, "a"));
        assertThat(subscriber.read()).containsExactly("partial a");
        room.publish(TestEvents.partial("p1", "u1", 2, "a b"));
        assertThat(subscriber.read()).containsExactly("partial a b");
    }

    @Test
    void anOlderRevisionIsIgnored() {
        TestSubscriber subscriber = subscribe("0");
        room.publish(TestEvents.partial("p1", "u1", 2, "new"));
        room.publish(TestEvents.partial("p1", "u1", 1, "old"));
        room.publish(TestEvents.partial("p1", "u1", 2, "again"));
        assertThat(subscriber.read()).containsExactly("partial new");
        assertThat(observer.published).containsExactly("r1 transcript.partial");
    }

    @Test
    void anOlderRevisionDoesNotHidePartialsOfOtherPeers() {
        TestSubscriber subscriber = subscribe("0");
        room.publish(TestEvents.partial("p1", "u1", 2, "first"));
        room.publish(TestEvents.partial("p2", "u2", 1, "second"));
        room.publish(TestEvents.partial("p1", "u1", 1, "old"));
        assertThat(subscriber.read()).containsExactly("partial first", "partial second");
    }

    @Test
    void aPartialNeverFollowsItsFinal() {
        TestSubscriber slow = subscribe("0");
        room.publish(TestEvents.partial("p1", "u1", 1, "a"));
        room.append(TestEvents.utterance("p1", "u1", "a b"));
        assertThat(slow.read()).containsExactly("final a b");
        room.publish(TestEvents.partial("p1", "u1", 2, "late"));
        assertThat(slow.read()).isEmpty();
        assertThat(snapshot(requestAll(null)).get("partials")).isEmpty();
    }

    @Test
    void loggedEventsPrecedePartials() {
        TestSubscriber subscriber = subscribe("0");
        room.publish(TestEvents.partial("p1", "u1", 1, "open"));
        room.append(TestEvents.utterance("p2", "u2", "settled"));
        assertThat(subscriber.read()).containsExactly("final settled", "partial open");
    }

    @Test
    void aWithdrawnPartialIsDelivered() {
        TestSubscriber subscriber = subscribe("0");
        room.publish(TestEvents.partial("p1", "u1", 1, "a"));
        assertThat(subscriber.read()).containsExactly("partial a");
        room.publish(TestEvents.partial("p1", "u1", 2, ""));
        assertThat(subscriber.read()).containsExactly("partial ");
    }

    @Test
    void partialsOfTheSnapshotAreNotDeliveredAgain() {
        room.publish(TestEvents.partial("p1", "u1", 1, "a"));
        TestSubscriber subscriber = subscribeWithSnapshot();
        assertThat(subscriber.read()).containsExactly("session.snapshot");
        room.publish(TestEvents.partial("p1", "u1", 2, "a b"));
        assertThat(subscriber.read()).containsExactly("partial a b");
    }

    @Test
    void aResumingSubscriberReceivesOpenPartials() {
        room.append(TestEvents.utterance("a"));
        room.publish(TestEvents.partial("p1", "u1", 1, "open"));
        assertThat(subscribe(id(1)).read()).containsExactly("partial open");
    }

    @Test
    void partialsOfAPeerAreRemovedWhenItLeaves() {
        room.publish(TestEvents.partial("p1", "u1", 1, "mine"));
        room.publish(TestEvents.partial("p2", "u2", 1, "theirs"));
        room.append(TestEvents.left("p1"));
        assertThat(subscribe("0").read()).containsExactly("peer.left", "partial theirs");
        room.append(TestEvents.ended());
        assertThat(snapshot(requestAll(null)).get("partials")).isEmpty();
    }
}
