package dev.roomscribe.session.agent;

import static dev.roomscribe.fishjam.FishjamFailures.failure;
import static dev.roomscribe.fishjam.FishjamFailures.refused;
import static dev.roomscribe.fishjam.FishjamFailures.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.session.agent.ReconnectPolicy.Action;
import dev.roomscribe.session.agent.ReconnectPolicy.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the policy decides for each reason of a loss or a failed attempt. */
class ReconnectPolicyTest {
    private static final SocketClosed CONNECTION_LOST = with(1006, "");

    private long nanos = 1_000;

    private ReconnectPolicy policy(double random) {
        return new ReconnectPolicy(CONNECTION_LOST, Duration.ofMinutes(5), () -> nanos, () -> random);
    }

    private static Action action(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Retry.class);
        return ((Decision.Retry) decision).action();
    }

    private static Duration delay(Decision decision) {
        return ((Decision.Retry) decision).delay();
    }

    @ParameterizedTest
    @CsvSource({
        "1006, '', CONNECT",
        "1001, going away, CONNECT",
        "1012, restart, CONNECT",
        "1000, peer already connected, CONNECT",
        "1000, node not found, CONNECT",
        "1000, expired token, REFRESH_TOKEN",
        "1000, peer not found, REPLACE_AGENT",
        "1011, Internal server error, REPLACE_AGENT"
    })
    void closeReasonDecidesHowToReconnect(int code, String reason, Action action) {
        assertThat(action(policy(0).onClosed(with(code, reason)))).isEqualTo(action);
        assertThat(action(policy(0).onFailure(Action.CONNECT, refused(code, reason))))
                .isEqualTo(action);
        assertThat(action(policy(0).onFailure(Action.CONNECT, new AgentException.ConnectionLost(with(code, reason)))))
                .isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource({"room not found", "Room stopped"})
    void closedRoomIsNotRejoined(String reason) {
        assertThat(policy(0).onClosed(with(1000, reason))).isEqualTo(new Decision.RoomClosed());
        assertThat(policy(0).onFailure(Action.REPLACE_AGENT, new AgentException.RoomNotFound("r1")))
                .isEqualTo(new Decision.RoomClosed());
    }

    @Test
    void removedAgentDoesNotRejoin() {
        assertThat(policy(0).onClosed(with(1000, "Peer removed"))).isEqualTo(new Decision.AgentRemoved());
    }

    @ParameterizedTest
    @CsvSource({"invalid token", "reached peers limit", "operation not allowed"})
    void permanentFailureEndsReconnectingWithTheReason(String reason) {
        ReconnectPolicy lost = new ReconnectPolicy(with(1000, reason), Duration.ofMinutes(5), () -> nanos, () -> 0);
        assertThat(lost.onClosed(with(1000, reason)))
                .isInstanceOfSatisfying(
                        Decision.Fail.class,
                        fail -> assertThat(fail.detail()).contains(reason).contains("Start the room again"));
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, NOT_FOUND, REPLACE_AGENT",
        "CONNECT, INVALID_RESPONSE, REPLACE_AGENT",
        "CONNECT, UNAVAILABLE, CONNECT",
        "CONNECT, NO_RESPONSE, CONNECT",
        "CONNECT, UNAUTHORIZED, CONNECT",
        "REFRESH_TOKEN, NOT_FOUND, REPLACE_AGENT",
        "REFRESH_TOKEN, UNAVAILABLE, CONNECT",
        "REPLACE_AGENT, NOT_FOUND, REPLACE_AGENT",
        "REPLACE_AGENT, PEER_LIMIT, REPLACE_AGENT",
        "REPLACE_AGENT, RATE_LIMITED, REPLACE_AGENT",
        "REPLACE_AGENT, NO_RESPONSE, CONNECT"
    })
    void failureOfAnAttemptDecidesTheNext(Action failed, Reason reason, Action next) {
        assertThat(action(policy(0).onFailure(failed, failure(reason)))).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"REFRESH_TOKEN, UNAUTHORIZED", "REPLACE_AGENT, UNAUTHORIZED", "REPLACE_AGENT, QUOTA_EXCEEDED"})
    void rejectedCredentialsOrQuotaEndReconnecting(Action failed, Reason reason) {
        assertThat(policy(0).onFailure(failed, failure(reason))).isInstanceOf(Decision.Fail.class);
    }

    @Test
    void delaysGrowToTheirLimitWithJitter() {
        ReconnectPolicy early = policy(0);
        ReconnectPolicy late = policy(1);
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Duration least = delay(early.onClosed(CONNECTION_LOST));
            assertThat(least).isLessThan(delay(late.onClosed(CONNECTION_LOST)));
            delays.add(least);
        }
        assertThat(delays.get(0)).isLessThan(Duration.ofMillis(500));
        assertThat(delays).isSorted();
        assertThat(delays.get(11)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void lingeringConnectionDelaysTheRetry() {
        Decision decision = policy(0).onClosed(with(1000, "peer already connected"));
        assertThat(delay(decision)).isGreaterThan(delay(policy(0).onClosed(CONNECTION_LOST)));
    }

    @Test
    void persistentOldConnectionReplacesTheAgentWithinSeconds() {
        ReconnectPolicy policy = policy(0);
        Decision decision = policy.onClosed(CONNECTION_LOST);
        Duration totalDelay = delay(decision);
        while (action(decision) == Action.CONNECT) {
            decision = policy.onFailure(Action.CONNECT, refused(1000, "peer already connected"));
            totalDelay = totalDelay.plus(delay(decision));
        }
        assertThat(action(decision)).isEqualTo(Action.REPLACE_AGENT);
        assertThat(totalDelay).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void agentIsReplacedAfterEveryFewFailedConnections() {
        ReconnectPolicy policy = policy(0);
        List<Action> actions = new ArrayList<>();
        Decision decision = policy.onClosed(CONNECTION_LOST);
        for (int i = 0; i < 10; i++) {
            actions.add(action(decision));
            decision = policy.onFailure(action(decision), failure(Reason.NO_RESPONSE));
        }
        assertThat(actions.stream().filter(action -> action == Action.REPLACE_AGENT))
                .hasSize(2);
        assertThat(actions.get(4)).isEqualTo(Action.REPLACE_AGENT);
    }

    @Test
    void theTimeForWhichAnotherProcessMayHaveTheRoomDoesNotCount() {
        ReconnectPolicy policy = policy(0);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(action(policy.onFailure(Action.REPLACE_AGENT, new AgentException.RoomNotConfirmed("r1"))))
                .isEqualTo(Action.REPLACE_AGENT);
        assertThat(policy.onClosed(CONNECTION_LOST)).isInstanceOf(Decision.Retry.class);
    }

    @Test
    void timeoutEndsReconnecting() {
        ReconnectPolicy policy = policy(0);
        nanos += Duration.ofSeconds(299).toNanos();
        assertThat(policy.onClosed(CONNECTION_LOST)).isInstanceOf(Decision.Retry.class);
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(policy.onClosed(CONNECTION_LOST))
                .isInstanceOfSatisfying(
                        Decision.Fail.class,
                        fail -> assertThat(fail.detail()).contains("300 s").contains("1006"));
    }
}
