package dev.roomscribe.session.routing;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.Node;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionCalls.Started;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.admission.QuotaExceededException;
import dev.roomscribe.session.admission.SessionQuota;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two nodes on a real Redis and one Fishjam. */
class SessionRouterTest extends TwoNodes {
    private static final StartOptions.Requested ANY = StartOptions.Requested.NOTHING;

    @Test
    void racingStartsOnBothNodesEndWithOneSession() {
        EmbeddedRoom room = fishjam.openRoom("race");
        List<Future<Started>> starts = IntStream.range(0, 50)
                .mapToObj(i -> (i % 2 == 0 ? a : b).router.start("race", ANY, SessionQuota.UNLIMITED))
                .toList();
        List<Started> outcomes = starts.stream().map(start -> await(start)).toList();
        assertThat(outcomes).filteredOn(Started::created).hasSize(1);
        assertThat(outcomes)
                .extracting(started -> started.session().sessionId())
                .containsOnly(outcomes.get(0).session().sessionId());
        assertThat(a.sessions.count() + b.sessions.count()).isEqualTo(1);
        assertThat(room.agents()).hasSize(1);
        assertThat(await(a.router.all())).extracting(SessionStatus::roomId).contains("race");
        assertThat(await(b.router.all())).extracting(SessionStatus::roomId).contains("race");
        await(b.router.stop("race"));
        assertThat(room.agents()).isEmpty();
    }

    /** Without a lease that is acquired at once, both nodes would begin. */
    @Test
    void racingStartsOfTheNodesThemselvesEndWithOneSession() {
        EmbeddedRoom room = fishjam.openRoom("rivals");
        List<Future<SessionCalls.Started>> starts = Stream.of(a, b)
                .map(node -> node.sessions.start("rivals", StartOptions.DEFAULT))
                .toList();
        Waiting.await().until(() -> starts.stream().allMatch(Future::isComplete));
        assertThat(starts.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(refusal(starts.stream().filter(Future::failed).findFirst().orElseThrow()))
                .isEqualTo(SessionException.Reason.RUNS_ELSEWHERE);
        assertThat(room.agents()).hasSize(1);
        await(a.router.stop("rivals"));
    }

    @Test
    void callsReachTheSessionFromTheOtherNode() {
        EmbeddedRoom room = fishjam.openRoom("calls");
        String peer = room.join("Ana").id();
        StartOptions options = new StartOptions(false, Set.of(peer), null, 800).withRetention(60);
        String id = await(a.sessions.start("calls", options)).session().sessionId();
        SessionStatus seen = statusFrom(b, "calls");
        SessionStatus own = statusFrom(a, "calls");
        assertThat(seen.options()).isEqualTo(options);
        assertThat(List.of(seen.sessionId(), seen.startedAt(), seen.agentId(), seen.state()))
                .isEqualTo(List.of(id, own.startedAt(), own.agentId(), own.state()));
        assertThat(await(b.router.start("calls", ANY, SessionQuota.UNLIMITED)).created())
                .isFalse();
        assertThat(await(b.router.setPaused("calls", true)).orElseThrow().paused())
                .isTrue();
        assertThat(statusFrom(a, "calls").paused()).isTrue();
        assertThat(await(b.router.setPaused("calls", false)).orElseThrow().paused())
                .isFalse();
        assertThat(await(b.router.endUtterances("calls"))).isPresent();
        assertThat(await(b.router.interruptAnnouncement("calls"))).isPresent();

        Future<Started> other = b.router.start(
                "calls", StartOptions.Requested.of(new StartOptions(true, Set.of(peer), null, 900)), () -> () -> {});
        assertThat(refusal(other)).isEqualTo(SessionException.Reason.OPTIONS_DIFFER);
        assertThat(((SessionException) other.cause()).differences())
                .containsExactly(new SessionException.Difference("endpointing", 800, 900));

        assertThat(await(b.router.erase("calls", null)))
                .as("erased while it runs")
                .isFalse();
        await(b.router.stop("calls"));
        assertThat(a.ended).contains("calls");
        assertThat(room.agents()).isEmpty();
        assertThat(await(b.router.status("calls"))).isEmpty();
        assertThat(await(b.router.endUtterances("calls"))).isEmpty();
        assertThat(await(b.router.erase("calls", null))).isTrue();
    }

    @Test
    void aSessionGoesToTheOtherNodeIfThatOneHasMoreCapacityAndCountsForTheClientHere() {
        fishjam.openRoom("placed");
        int[] counted = {0};
        SessionQuota one = () -> {
            if (counted[0] > 0) {
                throw new QuotaExceededException("too many");
            }
            counted[0]++;
            return () -> counted[0]--;
        };
        Node here = new Node("a", 5, 0, true, "test");
        Node better = new Node("b", 6, 0, true, "test");
        assertThat(Placement.order(List.of(here, better), here)).containsExactly(better, here);
        assertThat(Placement.order(List.of(better, here), new Node("a", 6, 0, true, "test"))
                        .get(0)
                        .id())
                .isEqualTo("a");
        assertThat(Placement.rank(List.of(here, better), here)).isEqualTo(1);
        await(a.router.start("placed", ANY, one));
        assertThat(counted[0]).isEqualTo(1);
        await(a.router.stop("placed"));
    }

    @Test
    void aSessionContinuesOnTheOtherNodeAndEndsSilentlyWhereItWas() {
        EmbeddedRoom room = fishjam.openRoom("cut");
        String id = a.startHere("cut").session().sessionId();
        String firstAgent = room.agents().get(0).id();
        assertThat(b.published("cut")).isNotNull();

        a.redis.disconnect();
        assertThat(statusFrom(b, "cut").sessionId()).isEqualTo(id);
        awaitListening(b, "cut");
        assertThat(a.sessions.has("cut")).as("the session where Redis is away").isTrue();
        Waiting.await().until(() -> room.agents().size() == 1);
        assertThat(room.agents()).extracting(agent -> agent.id()).doesNotContain(firstAgent);

        a.redis.restore();
        Waiting.await().until(() -> !a.sessions.has("cut"));
        assertThat(a.ended).doesNotContain("cut");
        Waiting.await()
                .until(() -> a.published("cut", SessionResumed.class).size() == 1
                        && b.published("cut", SessionResumed.class).size() == 1);
        assertThat(b.published("cut", StreamGap.class)).isNotEmpty();
        assertThat(b.published("cut", SessionEnded.class)).isEmpty();
        assertThat(b.published("cut", SessionStarted.class).size()).isLessThanOrEqualTo(1);
        assertThat(room.agents()).hasSize(1);
        assertThat(statusFrom(a, "cut").sessionId()).isEqualTo(id);
        assertThat(b.sessions.takeovers().count()).isPositive();
        await(a.router.stop("cut"));
        assertThat(b.ended).contains("cut");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void aStopTakesOverTheSessionOfANodeThatDoesNotAnswer() {
        EmbeddedRoom room = fishjam.openRoom("unanswered");
        a.startHere("unanswered");
        a.redis.disconnect();
        await(b.router.stop("unanswered"));
        assertThat(room.agents()).isEmpty();
        assertThat(b.published("unanswered", SessionEnded.class))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.STOPPED);
        a.redis.restore();
        Waiting.await().until(() -> !a.sessions.has("unanswered"));
        assertThat(await(a.router.status("unanswered"))).isEmpty();
        assertThat(b.published("unanswered", SessionEnded.class)).hasSize(1);
    }

    /** The owner cannot tell the others, so they continue the session. */
    @Test
    void aStopThatRedisHasNotStoredIsNotAcknowledged() {
        EmbeddedRoom room = fishjam.openRoom("unstored");
        a.startHere("unstored");
        a.redis.disconnect();
        Waiting.await().until(() -> !a.isConnected());
        assertThat(refusal(a.router.stop("unstored"))).isEqualTo(SessionException.Reason.CLUSTER_UNAVAILABLE);
        awaitListening(b, "unstored");
        a.redis.restore();
        Waiting.await().until(a::isConnected);
        await(a.router.stop("unstored"));
        assertThat(b.ended).contains("unstored");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void aStopAndAPauseOfASessionThatRunsElsewhereAreRefusedAndReachItByTheRouter() {
        EmbeddedRoom room = fishjam.openRoom("stalled");
        a.startHere("stalled");
        a.redis.hold();
        awaitListening(b, "stalled");
        Future<?> pause = a.sessions.setPaused("stalled", true);
        Future<?> stop = a.sessions.stop("stalled");
        Future<Void> routed = a.router.stop("stalled");
        a.redis.restore();
        assertThat(List.of(refusal(pause), refusal(stop))).containsOnly(SessionException.Reason.RUNS_ELSEWHERE);
        await(routed);
        assertThat(b.ended).contains("stalled");
        assertThat(a.ended).doesNotContain("stalled");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void aForwardedStopEndsWhatTheOwnerHasYetToContinue() {
        EmbeddedRoom room = fishjam.openRoom("restarted");
        a.leaveSession("restarted");
        await(b.router.stop("restarted"));
        assertThat(await(b.router.status("restarted"))).isEmpty();
        assertThat(a.published("restarted", SessionEnded.class)).hasSize(1);
        assertThat(room.agents()).isEmpty();
    }

    /** The log of the first one is no stream, so it is still being read when the other one is listening. */
    @Test
    void aRoomThatCannotBeReadDelaysNoOther() {
        fishjam.openRoom("readable");
        redis.command("SET", a.keys().log("broken"), "no stream");
        a.leaveSession("broken");
        a.leaveSession("readable");
        awaitListening(a, "readable");
        assertThat(a.nodes.owner("broken").toCompletableFuture().join()).contains("a");
        await(a.router.stop("readable"));
        redis.command("DEL", a.keys().log("broken"), a.keys().owner("broken"));
    }

    /** Its process appended session.ended and was killed before it could remove the record and its agent. */
    @Test
    void theAgentOfASessionThatHadEndedIsDeleted() {
        EmbeddedRoom room = fishjam.openRoom("ended");
        String id = a.startHere("ended").session().sessionId();
        await(a.router.stop("ended"));
        a.leaveSession("ended", id, a.createAgent("ended"));
        Waiting.await()
                .until(() -> room.agents().isEmpty()
                        && await(b.router.status("ended")).isEmpty());
        assertThat(a.published("ended", SessionEnded.class)).hasSize(1);
    }

    /** Redis has lost the session, and another node has begun one with an agent of its own. */
    @Test
    void aNodeThatHasLostItsRoomDeletesTheAgentThatNoOtherKnows() {
        EmbeddedRoom room = fishjam.openRoom("unknown");
        String agent = a.startHere("unknown").session().agentId();
        String owner = a.keys().owner("unknown");
        String record = redis.command("--raw", "HGET", owner, "record").get(0);
        assertThat(record).contains(agent);
        redis.command("HSET", owner, "record", record.replace(agent, "another"), "until", "0");
        Waiting.await()
                .until(() ->
                        room.agents().size() == 1 && !room.agents().get(0).id().equals(agent));
        await(a.router.stop("unknown"));
    }

    @Test
    void withoutRedisNothingStartsAndARemovedAgentEndsNothingUntilRedisIsBack() {
        EmbeddedRoom room = fishjam.openRoom("alone");
        a.startHere("alone");
        Stream.of(a, b).forEach(node -> node.redis.disconnect());
        Waiting.await().until(() -> !a.isConnected() && !b.isConnected());
        assertThat(refusal(a.router.start("new", ANY, SessionQuota.UNLIMITED)))
                .isEqualTo(SessionException.Reason.CLUSTER_UNAVAILABLE);
        assertThat(await(a.router.status("alone"))).isPresent();
        assertThat(refusal(b.router.status("alone"))).isEqualTo(SessionException.Reason.CLUSTER_UNAVAILABLE);
        assertThat(await(a.router.all())).extracting(SessionStatus::roomId).contains("alone");

        room.agents().forEach(agent -> agent.remove());
        Waiting.await()
                .until(() -> await(a.sessions.status("alone"))
                        .filter(status -> status.state() == SessionState.RECONNECTING)
                        .isPresent());
        a.redis.restore();
        Waiting.await().until(() -> !a.sessions.has("alone"));
        assertThat(a.ended).contains("alone");
        assertThat(a.published("alone", SessionEnded.class))
                .extracting(SessionEnded::reason)
                .containsExactly(SessionEndReason.STOPPED);
        assertThat(await(a.router.status("alone"))).isEqualTo(Optional.empty());
    }

    @Test
    void automaticTranscriptionOnBothNodesTranscribesARoomOnce() {
        EmbeddedRoom room = fishjam.openRoom("auto");
        room.join("Ana");
        a.startAutoTranscription();
        b.startAutoTranscription();
        Waiting.await().until(() -> a.sessions.has("auto") || b.sessions.has("auto"));
        TestNode owner = a.sessions.has("auto") ? a : b;
        TestNode other = owner == a ? b : a;
        awaitListening(owner, "auto");
        assertThat(await(other.router.awaitTurn("auto"))).isFalse();
        assertThat(room.agents()).hasSize(1);
        assertThat(other.sessions.has("auto")).isFalse();
        await(other.router.stop("auto"));
        assertThat(room.agents()).isEmpty();
    }
}
