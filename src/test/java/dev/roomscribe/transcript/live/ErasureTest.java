package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.TestEvents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What subscribers receive of a peer whose words are erased. */
class ErasureTest extends SubscriptionFixture {
    private void speak() {
        room.append(TestEvents.started());
        room.append(TestEvents.joined("p1"));
        room.append(TestEvents.utterance("p1", "u1", "secret"));
        room.append(TestEvents.utterance("p2", "u2", "public"));
        room.publish(TestEvents.partial("p1", "u3", 1, "secret"));
    }

    private void erase() {
        room.erase("p1").toCompletableFuture().join();
    }

    @Test
    void aSubscriberThatIsUpToDateIsToldToRemoveThem() {
        speak();
        TestSubscriber subscriber = subscribeWithSnapshot();
        subscriber.drain();
        erase();
        List<Delivery> notices = subscriber.drain();
        assertThat(notices).hasSize(1);
        JsonNode notice = TestSubscriber.json(notices.get(0));
        assertThat(notice.path("type").asText()).isEqualTo("transcript.erased");
        assertThat(notice.path("peer_id").asText()).isEqualTo("p1");
        room.append(TestEvents.utterance("p1", "u4", "later"));
        assertThat(subscriber.read()).containsExactly("final later");
        subscriber.close();
    }

    @Test
    void aSnapshotContainsNothingOfThem() {
        speak();
        TestSubscriber waiting = subscribeWithSnapshot();
        erase();
        JsonNode first = TestSubscriber.json(waiting.poll().orElseThrow());
        for (JsonNode snapshot : List.of(first, snapshot(requestAll(null)))) {
            assertThat(snapshot.path("type").asText()).isEqualTo("session.snapshot");
            assertThat(snapshot.toString()).doesNotContain("secret").doesNotContain("Name of p1");
            assertThat(texts(snapshot.path("finals"))).containsExactly("public");
            assertThat(snapshot.path("peers").get(0).path("peer_id").asText()).isEqualTo("p1");
        }
        assertThat(waiting.read()).isEmpty();
        waiting.close();
    }

    @Test
    void aSubscriberThatIsBehindReceivesErasedEventsWithTheirIds() {
        speak();
        TestSubscriber slow = subscribe("0");
        assertThat(slow.readOne()).isEqualTo("session.started");
        erase();
        assertThat(slow.read())
                .containsExactly("transcript.erased", "peer.joined", "transcript.erased", "final public");
        slow.close();
        TestSubscriber resumed = subscribe(id(2));
        assertThat(resumed.read()).containsExactly("transcript.erased", "final public");
        resumed.close();
    }

    @Test
    void listenersLearnOfEachErasure() {
        List<String> erased = new ArrayList<>();
        transcripts.addErasureListener(
                (roomId, erasure) -> erased.add(roomId + " " + (erasure == null ? "all" : erasure.notice())));
        speak();
        long before = room.range().erasures();
        erase();
        assertThat(room.range().erasures()).isEqualTo(before + 1);
        room.append(TestEvents.ended());
        room.erase().toCompletableFuture().join();
        assertThat(erased).containsExactly("r1 PeerErased[peerId=p1]", "r1 all");
    }
}
