package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Interruption;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Entries in Redis that are no events are left out, and stop nothing. */
class DamagedEntriesTest {
    private final ModelNodes nodes = new ModelNodes();
    private final ModelNodes.Node owner = nodes.open("a");
    private final ModelNodes.Node other = nodes.open("b");
    private EventId last = new EventId(0, 0);

    private void addDamaged(String json, String appendedAt) {
        last = last.next();
        String log = owner.link.keys().log("r1");
        owner.send(Command.XADD, log, last.toString(), "e", json, "t", appendedAt);
        owner.send(Command.HSET, owner.link.keys().stored("r1"), "end", last.toString());
    }

    private void start() {
        owner.take();
        last = owner.append(TestEvents.started());
        addDamaged("{\"type\":\"transcript.final\",\"peer_id\":\"p1\",\"text\":\"secret\"}", "yesterday");
        addDamaged("{}", "1790000000000");
        addDamaged("{\"type\":\"}", "1790000000000");
    }

    @Test
    void aNodeTakesTheRoomOver() {
        start();
        other.take();
        Optional<Interruption> found = nodes.await(other.log.interruption(TestEvents.SESSION));
        assertThat(found.orElseThrow().started()).isEqualTo(TestEvents.started());
        assertThat(other.append(TestEvents.utterance("next"))).isEqualTo(last.next());
        ModelNodes.Node third = nodes.open("c");
        other.append(TestEvents.ended());
        nodes.pass(Duration.ofSeconds(4));
        assertThat(owner.json()).isEqualTo(other.json()).isEqualTo(third.read()).hasSize(3);
        assertThat(third.json()).hasSize(1);
    }

    @Test
    void manyInARowHideNothingBehindThem() {
        start();
        for (int i = 0; i < 700; i++) {
            addDamaged("x", "1790000000000");
        }
        other.take();
        other.append(TestEvents.utterance("next"));
        nodes.pass(Duration.ofSeconds(4));
        assertThat(other.json()).hasSize(2);
        assertThat(other.read()).isEqualTo(other.json());
        assertThat(nodes.await(other.log.readBack(new EventId(0, 0), StreamReader.MAX, 100_000)))
                .hasSize(2);
    }

    @Test
    void anErasureRemovesThem() {
        start();
        other.take();
        other.append(TestEvents.utterance("p2", "u2", "kept"));
        nodes.await(other.log.erase("p1"));
        assertThat(nodes.stored()).hasSize(2).noneMatch(json -> json.contains("secret"));
    }
}
