package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.cluster.redis.TestLeases;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.TranscriptUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Events that wait for the thread of the logs or for Redis, at moments that a real Redis does not let a test choose. */
class WaitingEventsTest {
    private static final Duration CONNECTED = Duration.ofMillis(450);

    private final ModelNodes nodes = new ModelNodes();
    private final SimulatedDisk disk = new SimulatedDisk();
    private final ModelNodes.Node other = nodes.open("b");

    private ModelNodes.Node owner(boolean showsUnstored) {
        ModelNodes.Node owner = nodes.open("a", disk, showsUnstored);
        owner.take();
        owner.append(TestEvents.started());
        return owner;
    }

    private void cut(ModelNodes.Node node, Duration time) {
        node.link.cut(nodes.time.nanos() + time.toNanos());
    }

    @Test
    void eventsThatAreRefusedBeforeTheyAreQueuedLeaveTheirIdsUnused() {
        ModelNodes.Node owner = owner(false);
        List<CompletionStage<EventId>> appended = new ArrayList<>();
        for (int i = 0; i < 5_007; i++) {
            appended.add(owner.log.append(TestEvents.utterance("u" + i)));
        }
        assertThat(appended.stream().filter(stage -> stage.toCompletableFuture().isCompletedExceptionally()))
                .hasSize(7);
        assertThat(nodes.await(appended.get(4_999)).sequence()).isEqualTo(5_001);
        assertThat(owner.append(TestEvents.ended()).sequence()).isEqualTo(5_009);
        assertThat(owner.lost).hasValue(7);
    }

    /** The end of the stream is being read when the connection is lost again. */
    @Test
    void anEventThatIsAppendedWhileAConnectionIsLostAgainWaitsAsTheOthersDo() {
        ModelNodes.Node owner = owner(true);
        cut(owner, Duration.ofMillis(100));
        while (!owner.link.isConnected()) {
            nodes.time.runUntil(nodes.time.nanos() + 10_000);
        }
        CompletionStage<EventId> appended = owner.log.append(TestEvents.utterance("without"));
        nodes.time.runUntil(nodes.time.nanos() + 10_000);
        cut(owner, Duration.ofSeconds(20));
        nodes.pass(Duration.ofSeconds(5));
        assertThat(owner.unwritten).hasValue(1);
        assertThat(owner.shown).hasSize(2);
        assertThat(nodes.await(appended).sequence()).isEqualTo(2);
        nodes.pass(Duration.ofSeconds(20));
        assertThat(other.json()).isEqualTo(owner.json()).isEqualTo(nodes.stored());
    }

    @Test
    void whatAnEarlierLeaseHasLeftFailsIfAnotherNodeHasAppendedSince() {
        ModelNodes.Node owner = owner(false);
        cut(owner, Duration.ofSeconds(10));
        CompletionStage<EventId> ended = owner.log.append(TestEvents.ended());
        nodes.pass(CONNECTED);
        other.take();
        other.append(TestEvents.utterance("theirs"));
        // The node takes the room again before it learns that it had lost it.
        nodes.await(new TestLeases(other.link, owner.held, "a").taken("r1"));
        EventId next = owner.append(TestEvents.utterance("mine"));
        assertThat(next.sequence()).isEqualTo(3);
        assertThat(ended.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> nodes.await(ended)).hasCauseInstanceOf(RoomOnOtherNodeException.class);
        assertThat(owner.lost).hasValue(1);
        assertThat(owner.log.mayClose()).isTrue();
    }

    @Test
    void aSessionThatHasEndedIsShownAsEndedBeforeATakeoverFails() {
        ModelNodes.Node owner = owner(false);
        nodes.pass(CONNECTED);
        // The message of the end is missed.
        cut(other, Duration.ofMillis(1));
        owner.append(TestEvents.ended());
        while (!other.link.isConnected()) {
            nodes.time.runUntil(nodes.time.nanos() + 10_000);
        }
        var taken = new TestLeases(owner.link, other.held, "b").taken("r1");
        List<Integer> shown = new ArrayList<>();
        var unused = taken.thenCompose(fence -> other.log.interruption(TestEvents.SESSION))
                .whenComplete((found, failure) -> shown.add(failure == null ? -1 : other.shown.size()));
        nodes.pass(Duration.ofSeconds(5));
        assertThat(shown).containsExactly(2);
    }

    @Test
    void eventsOfAnEarlierProcessAreSentAlsoIfTheConnectionIsLostMeanwhile() {
        ModelNodes.Node owner = owner(false);
        cut(owner, Duration.ofSeconds(60));
        for (int i = 0; i < 3; i++) {
            var unused = owner.log.append(TestEvents.utterance("left " + i));
        }
        nodes.pass(CONNECTED);
        owner.kill();
        ModelNodes.Node next = nodes.start("a", disk, false);
        nodes.redis.onExecuted(by -> {
            if (nodes.stored().size() == 2) {
                nodes.redis.onExecuted(unused -> {});
                cut(next, Duration.ofMillis(1));
            }
        });
        nodes.pass(Duration.ofSeconds(5));
        assertThat(nodes.stored()).hasSize(4);
        assertThat(next.lost).hasValue(0);
    }

    @Test
    void anErasureOfEverythingWhoseAnswerIsLostKeepsTheLease() {
        ModelNodes.Node owner = owner(false);
        owner.append(TestEvents.ended());
        CompletionStage<Boolean> erased = owner.log.erase();
        nodes.redis.onExecuted(by -> {
            if (nodes.stored().isEmpty() && owner.link.isConnected()) {
                nodes.redis.onExecuted(unused -> {});
                cut(owner, Duration.ofMillis(1));
            }
        });
        nodes.pass(Duration.ofSeconds(5));
        assertThat(erased.toCompletableFuture()).isCompletedExceptionally();
        assertThat(owner.held.fence("r1")).isPresent();
        assertThat(owner.append(TestEvents.started()).sequence()).isEqualTo(1);
        assertThat(nodes.stored()).hasSize(1);
    }

    @Test
    void anErasureIsAnsweredAlsoIfRedisIsAway() {
        ModelNodes.Node owner = owner(false);
        cut(owner, Duration.ofMinutes(5));
        var unused = owner.log.append(TestEvents.utterance("waiting"));
        nodes.pass(CONNECTED);
        assertThatThrownBy(() -> nodes.await(owner.log.erase("p1")))
                .hasCauseInstanceOf(TranscriptUnavailableException.class);
    }

    @Test
    void messagesBeyondABoundAreDroppedWhileTheThreadIsBusy() {
        ModelNodes.Node owner = owner(false);
        nodes.pass(CONNECTED);
        other.threads.occupy(nodes.time.nanos() + Duration.ofSeconds(2).toNanos());
        for (int i = 0; i < 5_100; i++) {
            owner.log.publish(TestEvents.partial("p1", "u1", i, "partial"));
        }
        nodes.pass(Duration.ofSeconds(1));
        EventId last = owner.append(TestEvents.utterance("said"));
        nodes.pass(Duration.ofSeconds(10));
        assertThat(other.live).hasSizeLessThanOrEqualTo(5_000).hasSizeGreaterThan(4_900);
        assertThat(other.shown).last().satisfies(entry -> assertThat(entry.id()).isEqualTo(last));
    }

    @Test
    void progressIsNeitherInTheFutureNorReplacedByAnOlderOne() {
        ModelNodes.Node owner = owner(false);
        String fence = Long.toString(owner.held.fence("r1").orElseThrow());
        saveProgress(owner, fence, "first", "9999999999999");
        long at = Long.parseLong(progress(owner, "progress_at"));
        assertThat(at).isLessThan(9_999_999_999_999L);
        saveProgress(owner, fence, "late", Long.toString(at - 1));
        assertThat(progress(owner, "progress")).isEqualTo("first");
        saveProgress(owner, fence, "newest", "");
        assertThat(progress(owner, "progress")).isEqualTo("newest");
    }

    private void saveProgress(ModelNodes.Node node, String fence, String progress, String at) {
        nodes.await(node.link
                .run(LogScripts.SAVE_PROGRESS, List.of(node.link.keys().owner("r1")), List.of(fence, progress, at))
                .toCompletionStage());
    }

    private String progress(ModelNodes.Node node, String field) {
        return nodes.redis.hash(node.link.keys().owner("r1")).getOrDefault(field, "");
    }
}
