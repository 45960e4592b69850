package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of events while Redis is away, full, or has another owner for the room. */
class AppendingTest extends TwoNodes {
    AppendingTest() {
        super(true);
    }

    private Path spool() {
        return directory.resolve("a");
    }

    private List<CompletionStage<EventId>> appendWithoutAnswer(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> owner.log.append(TestEvents.utterance("waiting " + i)))
                .toList();
    }

    private static void awaitSize(List<?> list, int size) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(list).hasSize(size));
    }

    private List<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.exists(spool()) ? Files.list(spool()) : Stream.empty()) {
            return files.toList();
        }
    }

    private static Response send(LogNode node, Command command, String... arguments) {
        Request request = Request.cmd(command);
        Stream.of(arguments).forEach(request::arg);
        return LogNode.await(node.link.send(request).toCompletionStage());
    }

    private void assertComplete(int size) {
        awaitSize(other.shown, size);
        assertThat(owner.shown).isEqualTo(other.shown).isEqualTo(other.stored());
        assertThat(other.ids.stream().map(EventId::sequence))
                .isEqualTo(
                        IntStream.rangeClosed(1, size).mapToObj(Long::valueOf).toList());
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
        assertThat(owner.unwritten).hasValue(0);
        assertThat(owner.lost).hasValue(0);
    }

    @Test
    void eventsWaitInOrderUntilRedisIsBackAndAreShownThen() throws Exception {
        redis.kill();
        List<CompletionStage<EventId>> waiting = appendWithoutAnswer(5);
        Awaitility.await().untilAsserted(() -> assertThat(owner.unwritten).hasValue(5));
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).hasSize(1));
        assertThat(Files.getPosixFilePermissions(spooled().get(0)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(owner.shown).hasSize(1);
        assertThat(owner.log.mayClose()).isFalse();
        redis.restart();
        waiting.forEach(LogNode::await);
        assertComplete(6);
    }

    @Test
    void anEventWhoseAnswerWasLostIsStoredOnce() {
        for (int round = 0; round < 3; round++) {
            List<CompletionStage<EventId>> sent = appendWithoutAnswer(200);
            proxy.disconnect();
            proxy.restore();
            sent.forEach(LogNode::await);
        }
        assertComplete(601);
    }

    @Test
    void aFrozenConnectionDelaysEventsOnly() {
        proxy.freeze();
        appendWithoutAnswer(3).forEach(LogNode::await);
        assertComplete(4);
    }

    @Test
    void aFullRedisDelaysEventsOnly() {
        send(other, Command.CONFIG, "SET", "maxmemory", "1");
        List<CompletionStage<EventId>> waiting = appendWithoutAnswer(3);
        Awaitility.await().untilAsserted(() -> assertThat(owner.unwritten).hasValue(3));
        assertThat(owner.shown).hasSize(1);
        send(other, Command.CONFIG, "SET", "maxmemory", "0");
        waiting.forEach(LogNode::await);
        assertComplete(4);
    }

    @Test
    void moreThanTheSpoolTakesIsRefusedAndLeavesAHole() {
        redis.kill();
        String text = "x".repeat(1_600_000);
        List<CompletionStage<EventId>> waiting = IntStream.range(0, 5)
                .mapToObj(i -> owner.log.append(TestEvents.utterance(i + text)))
                .toList();
        assertThatThrownBy(() -> LogNode.await(waiting.get(4))).hasCauseInstanceOf(IOException.class);
        CompletionStage<EventId> ended = owner.log.append(TestEvents.ended());
        redis.restart();
        assertThat(LogNode.await(ended).sequence()).isEqualTo(7);
        assertThat(owner.lost).hasPositiveValue();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(other.ids).isEqualTo(owner.ids).endsWith(owner.ids.get(owner.ids.size() - 1)));
    }

    @Test
    void anOwnerThatLostTheRoomStoresNothingAndIsTold() {
        owner.append(TestEvents.utterance("mine"));
        long fence = other.leases.take("r1");
        EventId next = other.append(TestEvents.utterance("theirs"));
        assertThat(next.sequence()).isEqualTo(3);
        assertThatThrownBy(() -> owner.append(TestEvents.utterance("late")))
                .hasCauseInstanceOf(RoomOnOtherNodeException.class);
        assertThat(owner.held.fence("r1")).isEmpty();
        assertThat(other.held.fence("r1")).hasValue(fence);
        other.append(TestEvents.ended());
        awaitSize(owner.shown, 4);
        assertThat(owner.shown).isEqualTo(other.shown).noneMatch(json -> json.contains("late"));
    }

    @Test
    void anOwnerThatReturnsDropsWhatWaited() throws Exception {
        proxy.disconnect();
        List<CompletionStage<EventId>> waiting = appendWithoutAnswer(3);
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).hasSize(1));
        other.leases.take("r1");
        other.append(TestEvents.utterance("theirs"));
        proxy.restore();
        assertThatThrownBy(() -> LogNode.await(waiting.get(0))).hasCauseInstanceOf(RoomOnOtherNodeException.class);
        awaitSize(owner.shown, 2);
        assertThat(owner.shown).isEqualTo(other.shown);
        assertThat(owner.lost).hasValue(3);
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void eventsThatRedisHasLostAreStoredAgain() {
        appendWithoutAnswer(10).forEach(LogNode::await);
        awaitSize(other.shown, 11);
        // As after a failover to a replica that was behind.
        String log = owner.link.keys().log("r1");
        Response all = send(other, Command.XRANGE, log, "-", "+");
        send(
                other,
                Command.HSET,
                owner.link.keys().stored("r1"),
                "end",
                all.get(5).get(0).toString());
        send(other, Command.RENAME, log, "old");
        for (int n = 0; n < 6; n++) {
            Response fields = all.get(n).get(1);
            send(
                    other,
                    Command.XADD,
                    log,
                    all.get(n).get(0).toString(),
                    "e",
                    fields.get(1).toString(),
                    "t",
                    "0");
        }
        assertThat(other.stored()).hasSize(6);
        owner.append(TestEvents.utterance("next"));
        assertComplete(12);
    }

    @Test
    void aNewProcessSendsWhatTheEarlierOneCouldNot() throws Exception {
        proxy.disconnect();
        appendWithoutAnswer(3);
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).hasSize(1));
        owner.close();
        try (LogNode again = new LogNode(vertx, redis.url(), "a", spool())) {
            awaitSize(other.shown, 4);
            Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
            again.leases.take("r1");
            assertThat(again.append(TestEvents.ended()).sequence()).isEqualTo(5);
        }
    }

    @Test
    void aNewProcessThatTakesTheRoomSendsThemFirst() throws Exception {
        proxy.disconnect();
        appendWithoutAnswer(3);
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).hasSize(1));
        owner.close();
        // The lease of the new process is taken before it looks for the file.
        other.leases.take("r1");
        other.held.refused("r1", other.held.fence("r1").orElseThrow());
        try (LogNode again = new LogNode(vertx, redis.url(), "a", spool())) {
            again.leases.take("r1");
            assertThat(again.append(TestEvents.ended()).sequence()).isEqualTo(5);
            awaitSize(other.shown, 5);
            Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
        }
    }

    @Test
    void withoutRedisEventsAreShownIfThatIsConfigured() {
        try (LogNode third = new LogNode(vertx, proxyUrl(), "c", directory.resolve("c"), 10_000_000, true)) {
            third.leases.take("r1");
            third.append(TestEvents.utterance("with"));
            redis.kill();
            assertThat(third.append(TestEvents.utterance("without")).sequence()).isEqualTo(3);
            assertThat(third.shown).hasSize(2);
            redis.restart();
            awaitSize(other.shown, 3);
            third.append(TestEvents.ended());
            awaitSize(other.shown, 4);
            assertThat(third.shown).isEqualTo(other.shown.subList(1, 4));
        }
    }

    @Test
    void eventsThatAreRefusedBeforeTheEndIsKnownLeaveAHole() {
        try (LogNode third = new LogNode(vertx, proxyUrl(), "c", directory.resolve("c"))) {
            third.leases.take("r1");
            proxy.disconnect();
            for (int i = 0; i < 1_100; i++) {
                var unused = third.log.append(TestEvents.utterance("u" + i));
            }
            CompletionStage<EventId> ended = third.log.append(TestEvents.ended());
            Awaitility.await().untilAsserted(() -> assertThat(third.lost).hasValue(100));
            proxy.restore();
            assertThat(LogNode.await(ended).sequence()).isEqualTo(1_102);
        }
    }
}
