package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StoredRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is dropped, and what the index of sessions says of the rest. */
class RedisRetentionTest extends TwoNodes {
    private final MutableClock clock = new MutableClock();

    RedisRetentionTest() {
        super(false);
    }

    @Override
    LogNode node(String url, String name) {
        return new LogNode(vertx, url, name, directory.resolve(name), 500_000, false, clock);
    }

    private void append(int count) {
        EventId last = owner.opened.end();
        for (int i = 0; i < count; i++) {
            var unused = owner.log.append(TestEvents.utterance("t" + i));
        }
        LogNode.await(owner.log.append(TestEvents.utterance("last")));
        assertThat(last).isNotNull();
    }

    private SessionSpan session(LogNode node) throws IOException {
        return node.store.sessions("r1").get(0);
    }

    @Test
    void theOldestEventsBeyondTheSizeAreDropped() throws IOException {
        append(1_200);
        assertThat(session(owner).totals().finals()).isEqualTo(1_201);
        append(1_200);
        List<String> stored = other.stored();
        int bytes = stored.stream().mapToInt(String::length).sum();
        assertThat(bytes).isLessThanOrEqualTo(500_000);
        EventId end = owner.ids.get(owner.ids.size() - 1);
        EventId start = new EventId(end.epoch(), end.sequence() - finals());
        assertThat(owner.log.start()).isEqualTo(start);
        Awaitility.await().untilAsserted(() -> assertThat(other.log.start()).isEqualTo(start));
        assertThat(session(owner)).isEqualTo(session(other));
        assertThat(session(owner).beginningLost()).isTrue();
        assertThat(LogNode.await(other.log.sessions(new LogRange(start, end)))).containsExactly(session(other));
    }

    private long finals() throws IOException {
        return session(other).totals().finals();
    }

    @Test
    void eventsThatAreTooOldAreDroppedByAnyNodeOnlyIfNoNodeHasTheRoom() throws IOException {
        append(3);
        clock.advance(Duration.ofMinutes(59));
        append(1);
        clock.advance(Duration.ofMinutes(2));
        other.store.sweep();
        other.log.trim();
        owner.log.trim();
        Awaitility.await()
                .untilAsserted(() -> assertThat(owner.log.start().sequence()).isEqualTo(5));
        assertThat(finals()).isEqualTo(2);
        clock.advance(Duration.ofHours(2));
        LogNode.await(owner.leases.release("r1", owner.held.fence("r1").orElseThrow()));
        other.store.sweep();
        Awaitility.await().until(() -> other.store.rooms().isEmpty());
        assertThat(LogNode.await(other.store.has("r1"))).isFalse();
        owner.leases.take("r1");
        assertThat(owner.append(TestEvents.ended()).sequence()).isEqualTo(8);
    }

    @Test
    void roomsAreFoundWithTheirSessions() throws IOException {
        append(700);
        StoredRoom room = other.store.rooms().get(0);
        assertThat(room.roomId()).isEqualTo("r1");
        assertThat(room.finals()).isEqualTo(701);
        assertThat(room.isRunning(room.last())).isFalse();
        append(10);
        assertThat(other.store.room("r1").orElseThrow().finals()).isEqualTo(712);
        assertThat(other.store.room("r2")).isEmpty();
        assertThat(other.store.read("r1", room.range().end(), 1_000_000)).hasSize(11);
    }
}
