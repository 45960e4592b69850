package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.support.RedisServer;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Interruption;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node finds of the session of another one, whose clock is an hour ahead. */
class InterruptionTest {
    private final Vertx vertx = Vertx.vertx();
    private final MutableClock ahead = new MutableClock();
    private final MutableClock clock = new MutableClock();

    @TempDir
    Path directory;

    private RedisServer redis;
    private LogNode owner;
    private LogNode successor;

    @BeforeEach
    void start() {
        ahead.advance(Duration.ofHours(1));
        redis = RedisServer.start(directory);
        owner = new LogNode(vertx, redis.url(), "a", directory.resolve("a"), 1_000_000, false, ahead);
        successor = new LogNode(vertx, redis.url(), "b", directory.resolve("b"), 1_000_000, false, clock);
        owner.leases.take("r1");
        owner.append(new SessionStarted("s1", ahead.instant(), "agent", "model", null));
    }

    @AfterEach
    void close() {
        owner.close();
        successor.close();
        vertx.close();
        redis.close();
    }

    private String field(String name) {
        var answer = LogNode.await(owner.link
                .send(Request.cmd(Command.HGET)
                        .arg(owner.link.keys().owner("r1"))
                        .arg(name))
                .toCompletionStage());
        return answer == null ? "" : answer.toString();
    }

    @Test
    void theAudioThatIsNotFinalIsKnownByTheClockOfRedis() {
        owner.append(TestEvents.utterance("p1", "u1", "hello"));
        owner.log.saveProgress(new SessionProgress(
                "s1", 10, List.of(new TrackProgress("p1", "t1", 7.5), TrackProgress.ofAllPeers(9.5))));
        Awaitility.await().until(() -> !field("progress").isEmpty());
        // Twenty seconds ago.
        long savedAt = Long.parseLong(field("progress_at")) - 20_000;
        LogNode.await(owner.link
                .send(Request.cmd(Command.HSET)
                        .arg(owner.link.keys().owner("r1"))
                        .arg("progress_at")
                        .arg(savedAt))
                .toCompletionStage());
        successor.leases.take("r1");
        Interruption found = LogNode.await(successor.log.interruption("s1")).orElseThrow();
        assertThat(found.started().startedAt()).isEqualTo(ahead.instant());
        assertThat(found.gaps()).singleElement().satisfies((StreamGap gap) -> {
            assertThat(gap.peerId()).isEqualTo("p1");
            assertThat(gap.from()).isEqualTo(7.5);
            assertThat(gap.to()).isEqualTo(9.5);
        });
        assertThat(found.missingFrom()).isEqualTo(9.5);
        assertThat(found.at()).isCloseTo(30, within(9.0)).isGreaterThanOrEqualTo(30);
        assertThat(found.openedAt()).isEqualTo(clock.instant());
    }

    @Test
    void aSessionThatHasEndedIsNotInterrupted() {
        owner.append(TestEvents.ended());
        successor.leases.take("r1");
        assertThatThrownBy(() -> LogNode.await(successor.log.interruption("s1")))
                .hasMessageContaining("has ended");
        assertThat(LogNode.await(successor.log.interruption("s2"))).isEmpty();
    }
}
