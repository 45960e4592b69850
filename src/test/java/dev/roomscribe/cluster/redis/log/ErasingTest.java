package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.PeerErasure;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.SessionErasure;
import dev.roomscribe.transcript.log.SessionSpan;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Erasing in a transcript that several nodes have open. */
class ErasingTest extends TwoNodes {
    ErasingTest() {
        super(false);
    }

    private static void awaitTrue(Runnable assertion) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(assertion::run);
    }

    private void release() {
        long fence = owner.held.fence("r1").orElseThrow();
        LogNode.await(owner.leases.release("r1", fence));
    }

    @Test
    void aPeerIsErasedOnAllNodesWhileOthersSpeak() {
        List<CompletionStage<EventId>> appended = new ArrayList<>();
        CompletionStage<Void> erased = null;
        for (int i = 0; i < 1_500; i++) {
            appended.add(owner.log.append(TestEvents.utterance("p1", "u" + i, "word " + i)));
            if (i == 999) {
                erased = owner.log.erase("p1");
            }
        }
        appended.forEach(LogNode::await);
        LogNode.await(erased);
        List<String> stored = owner.stored();
        assertThat(stored).hasSize(1_000).noneMatch(json -> json.contains("word 999\""));
        awaitTrue(() -> assertThat(other.erased).containsExactly(new PeerErasure("r1", "p1", owner.ids.get(1_000))));
        assertThat(owner.erased).isEqualTo(other.erased);
        assertThat(LogNode.await(owner.log.readBack(owner.ids.get(1_000), StreamReader.MAX, 1_000_000)))
                .hasSize(500)
                .allMatch(entry -> entry.json().contains("word"));
        assertThat(other.log.erasures()).isEqualTo(1);
        awaitTrue(() -> assertThat(other.ids.stream().map(EventId::sequence))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1_501).boxed().toList()));
        assertThat(owner.append(TestEvents.ended()).sequence()).isEqualTo(1_502);
    }

    @Test
    void anErasureThatWasMissedIsKnownAfterwards() {
        owner.append(TestEvents.utterance("p1", "u1", "secret"));
        awaitTrue(() -> assertThat(other.shown).hasSize(2));
        proxy.disconnect();
        LogNode.await(owner.log.erase("p1"));
        EventId last = owner.append(TestEvents.utterance("p2", "u2", "public"));
        proxy.restore();
        awaitTrue(() -> assertThat(other.ids).contains(last));
        assertThat(other.erased).hasSize(1);
    }

    @Test
    void onlyTheOwnerErasesWhileItHasTheRoom() {
        owner.append(TestEvents.utterance("p1", "u1", "secret"));
        assertThatThrownBy(() -> LogNode.await(other.log.erase("p1")))
                .hasCauseInstanceOf(RoomOnOtherNodeException.class);
        assertThatThrownBy(() -> LogNode.await(other.log.erase())).hasCauseInstanceOf(RoomOnOtherNodeException.class);
        assertThat(other.stored()).hasSize(2).anyMatch(json -> json.contains("secret"));
    }

    @Test
    void withoutASessionAnyNodeErasesUnderAShortLease() throws IOException {
        owner.append(TestEvents.utterance("p1", "u1", "secret"));
        owner.append(TestEvents.ended());
        owner.append(new SessionStarted("s2", MutableClock.START, "agent", "model", null));
        owner.append(TestEvents.said("s2", "kept"));
        release();
        assertThat(other.store.sessions("r1")).hasSize(2);
        LogNode.await(other.log.eraseSession("s1"));
        assertThat(other.held.fence("r1")).isEmpty();
        assertThat(other.store.sessions("r1"))
                .extracting(SessionSpan::sessionId)
                .containsExactly("s2");
        assertThat(owner.store.sessions("r1"))
                .extracting(SessionSpan::sessionId)
                .containsExactly("s2");
        assertThat(owner.stored()).noneMatch(json -> json.contains("secret")).anyMatch(json -> json.contains("kept"));
        awaitTrue(() -> assertThat(owner.erased).containsExactly(new SessionErasure("r1", "s1")));
        // Again, as another node does that has found the session at the same time.
        LogNode.await(owner.log.eraseSession("s1"));
        assertThat(owner.log.erasures()).isEqualTo(1);
    }

    @Test
    void everyNodeForgetsAnErasedTranscript() throws IOException {
        owner.append(TestEvents.ended());
        awaitTrue(() -> assertThat(other.shown).hasSize(2));
        release();
        assertThat(LogNode.await(other.store.has("r1"))).isTrue();
        assertThat(LogNode.await(other.log.erase())).isTrue();
        assertThat(LogNode.await(other.store.has("r1"))).isFalse();
        assertThat(other.store.rooms()).isEmpty();
        awaitTrue(() -> assertThat(owner.erased).hasSize(1));
        EventId end = (EventId) owner.erased.get(0);
        other.leases.take("r1");
        assertThat(other.append(TestEvents.started())).isEqualTo(end.next());
        awaitTrue(() -> assertThat(owner.ids).endsWith(end.next()));
        assertThat(owner.store.rooms()).hasSize(1);
    }

    @Test
    void anEventThatIsAppendedBehindAnErasureIsKept() {
        owner.append(TestEvents.ended());
        CompletionStage<Boolean> erased = owner.log.erase();
        EventId next = owner.append(TestEvents.started());
        assertThat(LogNode.await(erased)).isTrue();
        assertThat(next.sequence()).isEqualTo(1);
        assertThat(owner.stored()).hasSize(1);
    }

    @Test
    void anErasureWhoseCopyWasEvictedFailsAndLosesNothing() {
        List<CompletionStage<EventId>> appended = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            String text = "word " + i + (i % 2 == 0 ? "x".repeat(700) : "");
            appended.add(owner.log.append(TestEvents.utterance("p" + i % 2, "u" + i, text)));
        }
        appended.forEach(LogNode::await);
        // The copy is the only key that Redis may evict, and does not fit.
        String used = info("used_memory");
        config("maxmemory-policy", "volatile-ttl");
        config("maxmemory", Long.toString(Long.parseLong(used) + 200_000));
        assertThatThrownBy(() -> LogNode.await(owner.log.erase("p1"))).hasMessageContaining("lost a part of the copy");
        config("maxmemory", "0");
        assertThat(owner.stored()).hasSize(1_000).anyMatch(json -> json.contains("word 997\""));
        assertThat(owner.erased).isEmpty();
        LogNode.await(owner.log.erase("p1"));
        assertThat(owner.stored()).noneMatch(json -> json.contains("word 997\""));
    }

    private void config(String name, String value) {
        LogNode.await(owner.link
                .send(Request.cmd(Command.CONFIG).arg("SET").arg(name).arg(value))
                .toCompletionStage());
    }

    private String info(String name) {
        String all = LogNode.await(
                        owner.link.send(Request.cmd(Command.INFO).arg("memory")).toCompletionStage())
                .toString();
        int start = all.indexOf(name + ":") + name.length() + 1;
        return all.substring(start, all.indexOf("\r", start));
    }

    /** As after a failover to a replica that had not seen the last erasure. */
    @Test
    void anErasureIsNotIgnoredAfterRedisHasLostAnEarlierOne() {
        owner.append(TestEvents.utterance("p1", "u1", "secret"));
        LogNode.await(owner.log.erase("p1"));
        awaitTrue(() -> assertThat(other.erased).hasSize(1));
        EventId second = owner.append(TestEvents.utterance("p2", "u2", "also secret"));
        awaitTrue(() -> assertThat(other.ids).contains(second));
        LogNode.await(owner.link
                .send(Request.cmd(Command.HDEL)
                        .arg(owner.link.keys().stored("r1"))
                        .arg("erasures")
                        .arg("erasure:1"))
                .toCompletionStage());
        LogNode.await(owner.log.erase("p2"));
        awaitTrue(() -> assertThat(other.erased)
                .containsExactly(new PeerErasure("r1", "p1", owner.ids.get(1)), new PeerErasure("r1", "p2", second)));
        assertThat(owner.erased).isEqualTo(other.erased);
        assertThat(owner.log.erasures()).isEqualTo(2);
    }
}
