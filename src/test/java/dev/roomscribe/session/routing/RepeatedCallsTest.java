package dev.roomscribe.session.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.cluster.NodeCallException;
import dev.roomscribe.cluster.Nodes;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.local.MemorySessionRecords;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.StoredOptions;
import dev.roomscribe.session.TestService;
import dev.roomscribe.session.routing.CallJson.Answer;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.support.LoggedLines;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For how long, and after which failures, a call to another node is repeated, in virtual time. */
class RepeatedCallsTest implements Nodes {
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static TestService service;

    private final VirtualTime time = new VirtualTime(1);
    private final VirtualEventLoop eventLoop = new VirtualEventLoop(time, new Lifetime());
    private final List<String> calls = new ArrayList<>();
    private Optional<String> owner = Optional.of("b");
    private Supplier<CompletionStage<String>> answer;
    private final SessionRouter router = new SessionRouter(
            eventLoop,
            new TimeSource(new VirtualClock(time), time::nanos),
            service.sessions,
            new MemorySessionRecords(),
            this,
            () -> new Node("a", 0, 0, true, "test"));

    @BeforeAll
    static void startSessions() {
        service = TestService.with(new ScriptedDecoders()).start();
    }

    @AfterAll
    static void stopSessions() {
        service.close();
    }

    /** Every call takes some time and fails. */
    private void fail(String code) {
        answer = () -> {
            CompletableFuture<String> late = new CompletableFuture<>();
            time.after(ATTEMPT, () -> late.completeExceptionally(NodeCallException.notAnswered(code, "it fails")));
            return late;
        };
    }

    private long secondsUntilComplete(Future<?> call) {
        long start = time.nanos();
        while (!call.isComplete() && time.nanos() - start < Duration.ofHours(2).toNanos()) {
            time.runUntil(time.nanos() + Duration.ofMillis(100).toNanos());
        }
        assertThat(call.isComplete()).isTrue();
        return Duration.ofNanos(time.nanos() - start).toSeconds();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {NodeCallException.NOT_LISTENING, NodeCallException.NODE_LOST, NodeCallException.UNAVAILABLE})
    void aCallIsRepeatedForTenSecondsHoweverLongEachTakes(String code) {
        fail(code);
        Future<Void> stop = router.stop("r1");
        assertThat(secondsUntilComplete(stop)).isBetween(10L, 10 + ATTEMPT.toSeconds());
        assertThat(calls).hasSizeBetween(4, 5).containsOnly("stop");
        assertThat(((SessionException) stop.cause()).reason()).isEqualTo(SessionException.Reason.RUNS_ELSEWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {NodeCallException.FAILED, NodeCallException.TOO_LARGE})
    void whatWouldFailAgainIsNotRepeated(String code) {
        fail(code);
        Future<Void> stop = router.stop("r1");
        secondsUntilComplete(stop);
        assertThat(calls).hasSize(1);
        assertThat(stop.cause()).isInstanceOf(NodeCallException.class).hasMessage("it fails");
    }

    @ParameterizedTest
    @ValueSource(strings = {NodeCallException.TIMEOUT, NodeCallException.OVERLOADED})
    void aCallThatMayHaveBeenExecutedIsNotRepeated(String code) {
        fail(code);
        Future<Void> stop = router.stop("r1");
        secondsUntilComplete(stop);
        assertThat(calls).hasSize(1);
        SessionException unanswered = (SessionException) stop.cause();
        assertThat(unanswered.reason()).isEqualTo(SessionException.Reason.CLUSTER_UNAVAILABLE);
        assertThat(unanswered.retryAfter()).isPresent();
    }

    /** Redis has the count of those that run. */
    @Test
    void aSessionThatIsStartedElsewhereCountsHereOnlyUntilItHasStarted() {
        owner = Optional.empty();
        SessionRecord record = new SessionRecord(
                "r1", "s1", 1, Instant.EPOCH, "agent", false, StoredOptions.write(StartOptions.DEFAULT));
        int[] counted = {0};
        List<Integer> whileStarting = new ArrayList<>();
        answer = () -> {
            whileStarting.add(counted[0]);
            return CompletableFuture.completedStage(
                    CallJson.write(new Answer(List.of(LeftSession.status(record)), true, null)));
        };
        var started = router.start("r1", StartOptions.Requested.NOTHING, () -> {
            counted[0]++;
            return () -> counted[0]--;
        });
        secondsUntilComplete(started);
        assertThat(started.result().created()).isTrue();
        assertThat(whileStarting).containsExactly(1);
        assertThat(counted[0]).isZero();
        assertThat(calls).containsExactly("start");
    }

    @Test
    void aListThatIsTooLargeIsLogged() {
        try (LoggedLines lines = new LoggedLines(RemoteSessions.class)) {
            fail(NodeCallException.TOO_LARGE);
            Future<?> all = router.all();
            secondsUntilComplete(all);
            assertThat(lines.lines())
                    .anyMatch(line -> line.startsWith("WARN") && line.contains("Node b does not list its sessions"));
        }
    }

    @Override
    public String self() {
        return "a";
    }

    @Override
    public CompletionStage<List<Node>> live() {
        return CompletableFuture.completedStage(List.of(new Node("b", 9, 0, true, "test")));
    }

    @Override
    public CompletionStage<Optional<String>> owner(String roomId) {
        return CompletableFuture.completedStage(owner);
    }

    @Override
    public CompletionStage<String> call(String nodeId, String operation, String request, Duration timeout) {
        calls.add(operation);
        return answer.get();
    }

    @Override
    public void handleCalls(Handler handler) {}

    @Override
    public void describe(Supplier<Node> description) {}
}
