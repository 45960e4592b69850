package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.PeerErasure;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens after a failover to a replica that had not received everything. */
class LostWritesTest {
    private static final Duration COMPARED = Duration.ofSeconds(8);

    private final ModelNodes nodes = new ModelNodes();
    private final ModelNodes.Node owner = nodes.open("a");
    private final ModelNodes.Node other = nodes.open("b");

    private static List<Long> sequences(ModelNodes.Node node) {
        return node.shown.stream().map(entry -> entry.id().sequence()).toList();
    }

    private void start() {
        owner.take();
        owner.append(TestEvents.started());
        owner.append(TestEvents.utterance("p1", "u1", "secret"));
    }

    @Test
    void noIdIsGivenAgainIfTheOwnerIsLostAsWell() {
        start();
        Runnable failover = nodes.redis.replica();
        owner.append(TestEvents.utterance("lost 1"));
        EventId lost = owner.append(TestEvents.utterance("lost 2"));
        nodes.pass(COMPARED);
        assertThat(sequences(other)).containsExactly(1L, 2L, 3L, 4L);
        owner.kill();
        failover.run();
        ModelNodes.Node successor = nodes.open("c");
        successor.take();
        EventId next = successor.append(TestEvents.utterance("next"));
        assertThat(next).isGreaterThan(lost);
        assertThat(successor.append(TestEvents.utterance("and next"))).isEqualTo(next.next());
        nodes.pass(COMPARED);
        // Nothing is missing for a reader who has seen what was lost, nor for one who has not.
        LogEntry first = other.shown.get(4);
        assertThat(first.id()).isEqualTo(next);
        assertThat(first.previous().sequence()).isEqualTo(2);
        assertThat(other.shown).hasSize(6);
        assertThat(other.erased).isEmpty();
        // An erasure keeps that.
        nodes.await(successor.log.erase("p1"));
        List<LogEntry> read = nodes.await(successor.log.read(new EventId(0, 0), StreamReader.MAX, 100_000));
        assertThat(read.get(2).previous().sequence()).isEqualTo(2);
        other.take();
        assertThat(other.append(TestEvents.ended()).sequence()).isEqualTo(next.sequence() + 2);
    }

    @Test
    void anErasureIsRepeatedByTheOwner() {
        start();
        nodes.pass(COMPARED);
        Runnable failover = nodes.redis.replica();
        nodes.await(owner.log.erase("p1"));
        nodes.pass(COMPARED);
        failover.run();
        owner.link.cut(nodes.time.nanos() + Duration.ofSeconds(3).toNanos());
        nodes.pass(Duration.ofSeconds(1));
        assertThat(nodes.stored()).anyMatch(json -> json.contains("secret"));
        assertThat(other.read()).hasSize(2).noneMatch(json -> json.contains("secret"));
        assertErased();
    }

    @Test
    void anErasureIsRepeatedByAnyNodeIfNoNodeHasTheRoom() {
        start();
        nodes.await(owner.leases.release("r1", owner.held.fence("r1").orElseThrow()));
        nodes.pass(COMPARED);
        Runnable failover = nodes.redis.replica();
        nodes.await(owner.log.erase("p1"));
        nodes.pass(COMPARED);
        failover.run();
        assertErased();
    }

    @Test
    void anErasureIsRepeatedByAnOwnerThatDoesNotKnowIt() {
        start();
        nodes.pass(COMPARED);
        Runnable failover = nodes.redis.replica();
        nodes.await(owner.log.erase("p1"));
        nodes.pass(COMPARED);
        owner.kill();
        failover.run();
        ModelNodes.Node successor = nodes.open("c");
        successor.take();
        successor.append(TestEvents.utterance("next"));
        nodes.pass(COMPARED);
        assertThat(nodes.stored()).hasSize(3).noneMatch(json -> json.contains("secret"));
        assertThat(successor.erased).first().isInstanceOf(PeerErasure.class);
    }

    @Test
    void anErasureOfASessionOfWhichNothingIsLeftIsCountedAgain() {
        start();
        owner.append(TestEvents.ended());
        nodes.await(owner.log.eraseSession("s1"));
        nodes.pass(COMPARED);
        owner.send(Command.HDEL, owner.link.keys().stored("r1"), "erasures", "erasure:1");
        nodes.pass(COMPARED);
        assertThat(owner.log.erasures()).isEqualTo(other.log.erasures()).isPositive();
        nodes.pass(COMPARED);
        assertThat(nodes.redis.hash(owner.link.keys().stored("r1")))
                .containsEntry("erasures", Long.toString(owner.log.erasures()));
    }

    /** Also the next erasure is not ignored. */
    private void assertErased() {
        nodes.pass(COMPARED);
        assertThat(nodes.stored()).hasSize(2).noneMatch(json -> json.contains("secret"));
        assertThat(owner.log.erasures()).isEqualTo(other.log.erasures());
        long erasures = owner.log.erasures();
        owner.take();
        EventId second = owner.append(TestEvents.utterance("p2", "u2", "also secret"));
        nodes.await(owner.log.erase("p2"));
        nodes.pass(COMPARED);
        assertThat(owner.log.erasures()).isEqualTo(other.log.erasures()).isEqualTo(erasures + 1);
        assertThat(other.erased).endsWith(new PeerErasure("r1", "p2", second));
        assertThat(owner.erased).endsWith(new PeerErasure("r1", "p2", second));
        assertThat(other.json()).hasSize(3);
    }
}
