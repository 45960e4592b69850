package dev.roomscribe.session.agent;

import static dev.roomscribe.fishjam.FishjamFailures.failure;
import static dev.roomscribe.fishjam.FishjamFailures.refused;
import static dev.roomscribe.fishjam.FishjamFailures.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.session.agent.ReconnectPolicy.Action;
import dev.roomscribe.session.agent.ReconnectPolicy.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the policy decides while an agent takes the place of the one of an earlier process. */
class TakeoverPolicyTest {
    private final TakeoverPolicy policy = new TakeoverPolicy(() -> 1);

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyFailureOfARequestIsRetried(Reason reason) {
        for (int attempt = 0; attempt < 100; attempt++) {
            assertThat(policy.onFailure(failure(reason))).isInstanceOfSatisfying(Decision.Retry.class, retry -> {
                assertThat(retry.action()).isEqualTo(Action.REPLACE_AGENT);
                assertThat(retry.delay()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(15));
            });
        }
    }

    @Test
    void refusedConnectionIsRetried() {
        assertThat(policy.onFailure(refused(1000, "invalid token"))).isInstanceOf(Decision.Retry.class);
        assertThat(policy.onFailure(new AgentException.ConnectionLost(with(1006, ""))))
                .isInstanceOf(Decision.Retry.class);
    }

    @Test
    void roomThatIsGoneEndsTheSession() {
        assertThat(policy.onFailure(new AgentException.RoomNotFound("r1"))).isEqualTo(new Decision.RoomClosed());
        assertThat(policy.onFailure(refused(1000, "room not found"))).isEqualTo(new Decision.RoomClosed());
    }

    @Test
    void agentThatIsRemovedMeanwhileEndsTheSession() {
        assertThat(policy.onFailure(refused(1000, "Peer removed"))).isEqualTo(new Decision.AgentRemoved());
    }
}
