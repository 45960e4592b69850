package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A node shows what another node appends. */
class FollowingTest extends TwoNodes {
    FollowingTest() {
        super(false);
    }

    private static PartialTranscript partial(String text) {
        return new PartialTranscript("s1", "p1", "t1", "Ana", "u1", 3, text, text);
    }

    private void awaitSame() {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(other.shown).isEqualTo(owner.shown));
    }

    @Test
    void eventsArePartOfTheLogOnEveryNode() {
        owner.log.publish(partial("he"));
        EventId last = owner.append(TestEvents.utterance("hello"));
        awaitSame();
        assertThat(other.ids).containsExactly(new EventId(last.epoch(), 1), last);
        assertThat(other.stored()).isEqualTo(owner.shown);
        assertThat(other.live).containsExactly(partial("he"));
        assertThat(owner.live).isEmpty();
        assertThat(other.opened.end().epoch()).isEqualTo(last.epoch());
    }

    @Test
    void whatWasMissedWithoutAConnectionIsReadAfterwards() {
        awaitSame();
        proxy.freeze();
        for (int i = 0; i < 1_200; i++) {
            var unused = owner.log.append(TestEvents.utterance("t" + i));
        }
        owner.append(TestEvents.utterance("last"));
        awaitSame();
        assertThat(other.ids).hasSize(1_202).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aNodeThatOpensTheLogLaterReadsWhereItEnds() {
        for (int i = 0; i < 150; i++) {
            var unused = owner.log.append(TestEvents.utterance("t" + i));
        }
        EventId last = owner.append(TestEvents.utterance("last"));
        try (LogNode third = new LogNode(vertx, redis.url(), "c", directory.resolve("c"))) {
            assertThat(third.opened.end()).isEqualTo(last);
            assertThat(third.opened.newest()).hasSize(100);
            assertThat(third.opened.session().event()).contains(TestEvents.started());
            owner.append(TestEvents.ended());
            Awaitility.await().untilAsserted(() -> assertThat(third.ids).containsExactly(last.next()));
        }
    }
}
