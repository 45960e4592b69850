package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.TestEvents;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The first delivery to a subscriber that does not resume. */
class SnapshotTest extends SubscriptionFixture {
    @Test
    void aNewSubscriberReceivesASnapshotAndThenNewEvents() {
        room.append(TestEvents.started());
        room.append(TestEvents.utterance("before"));
        TestSubscriber subscriber = subscribeWithSnapshot();
        assertThat(subscriber.read()).containsExactly("session.snapshot");
        room.append(TestEvents.utterance("one"));
        room.append(TestEvents.utterance("two"));
        assertThat(subscriber.read()).containsExactly("final one", "final two");
    }

    @Test
    void aSnapshotContainsSessionPeersFinalsPartialsAndTheLastId() {
        room.append(TestEvents.started());
        room.append(TestEvents.joined("p1"));
        room.append(TestEvents.joined("p2"));
        room.append(TestEvents.left("p2"));
        room.append(TestEvents.utterance("hello"));
        room.publish(TestEvents.partial("p1", "u2", 3, "open"));
        room.publish(TestEvents.partial("p1", "u3", 4, ""));

        Delivery.Event delivery = (Delivery.Event)
                new TestSubscriber(room.subscribe(requestAll(null))).poll().orElseThrow();
        JsonNode snapshot = TestSubscriber.json(delivery);
        assertThat(delivery.id()).isNull();
        assertThat(snapshot.fieldNames())
                .toIterable()
                .containsExactly("type", "room_id", "session", "peers", "finals", "partials", "last_id");
        assertThat(snapshot.get("session"))
                .hasToString("{\"session_id\":\"s1\",\"state\":\"listening\","
                        + "\"paused\":false,\"started_at\":\"2026-09-21T14:13:20.000Z\"}");
        assertThat(snapshot.get("peers")).hasToString("[{\"peer_id\":\"p1\",\"name\":\"Name of p1\"}]");
        assertThat(texts(snapshot.get("finals"))).containsExactly("hello");
        assertThat(texts(snapshot.get("partials"))).containsExactly("open");
        assertThat(snapshot.get("finals").get(0).get("id").textValue())
                .isEqualTo(snapshot.get("last_id").textValue())
                .isEqualTo(id(5));
    }

    @Test
    void aSnapshotOfARoomWithoutASessionContainsNone() {
        JsonNode snapshot = snapshot(requestAll(null));
        assertThat(snapshot.has("session")).isFalse();
        assertThat(snapshot.get("last_id").textValue()).isEqualTo(id(0));
    }

    @Test
    void aSnapshotShowsThatTheSessionEnded() {
        room.append(TestEvents.started());
        room.append(TestEvents.joined("p1"));
        room.append(TestEvents.ended());
        JsonNode snapshot = snapshot(requestAll(null));
        assertThat(snapshot.get("session").get("state").textValue()).isEqualTo("ended");
        assertThat(snapshot.get("session").get("ended_at").textValue()).isEqualTo("2026-09-21T14:13:29.000Z");
        assertThat(snapshot.get("peers")).isEmpty();
    }

    @Test
    void aSnapshotContainsTheLastTwentyFinals() {
        IntStream.rangeClosed(1, 23).forEach(i -> room.append(TestEvents.utterance("t" + i)));
        assertThat(texts(snapshot(requestAll(null)).get("finals")))
                .hasSize(20)
                .startsWith("t4")
                .endsWith("t23");
    }

    @Test
    void aSnapshotContainsNoExpiredFinals() {
        room.append(TestEvents.utterance("old"));
        clock.advance(MAX_AGE.plusSeconds(1));
        room.append(TestEvents.utterance("new"));
        assertThat(texts(snapshot(requestAll(null)).get("finals"))).containsExactly("new");
    }

    @Test
    void aSnapshotContainsOnlyWhatTheRequestSelects() {
        room.append(TestEvents.utterance("p1", "u1", "mine"));
        room.append(TestEvents.utterance("p2", "u2", "theirs"));
        room.publish(TestEvents.partial("p1", "u3", 1, "my partial"));
        room.publish(TestEvents.partial("p2", "u4", 1, "their partial"));

        JsonNode mine = snapshot(new SubscriptionRequest(null, true, Set.of("p1")));
        assertThat(texts(mine.get("finals"))).containsExactly("mine");
        assertThat(texts(mine.get("partials"))).containsExactly("my partial");
        assertThat(snapshot(new SubscriptionRequest(null, false, Set.of())).get("partials"))
                .isEmpty();
    }
}
