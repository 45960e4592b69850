package dev.roomscribe.session.agent;

import static dev.roomscribe.fishjam.FishjamFailures.failure;
import static dev.roomscribe.fishjam.FishjamFailures.refused;
import static dev.roomscribe.fishjam.FishjamFailures.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.agent.ReconnectPolicy.Move;
import dev.roomscribe.session.agent.ReconnectPolicy.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way back after a loss, reason by reason. */
class ReconnectPolicyTest {
    private static final SocketClosed BROKEN = with(1006, "");

    private long nanos = 1_000;

    private ReconnectPolicy rejoining(double random) {
        return new ReconnectPolicy(BROKEN, Duration.ofMinutes(5), () -> nanos, () -> random);
    }

    private static Move move(Step step) {
        assertThat(step).isInstanceOf(Step.Try.class);
        return ((Step.Try) step).move();
    }

    private static Duration wait(Step step) {
        return ((Step.Try) step).after();
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
    void aClosedConnectionIsTakenUpByItsReason(int code, String reason, Move move) {
        assertThat(move(rejoining(0).after(with(code, reason)))).isEqualTo(move);
        assertThat(move(rejoining(0).failed(Move.CONNECT, refused(code, reason))))
                .isEqualTo(move);
        assertThat(move(rejoining(0).failed(Move.CONNECT, new ConnectionLost(with(code, reason)))))
                .isEqualTo(move);
    }

    @ParameterizedTest
    @CsvSource({"room not found", "Room stopped"})
    void aRoomThatIsOverIsNotComeBackTo(String reason) {
        assertThat(rejoining(0).after(with(1000, reason))).isEqualTo(new Step.RoomOver());
        assertThat(rejoining(0).failed(Move.REPLACE_AGENT, SessionException.noSuchRoom("r1")))
                .isEqualTo(new Step.RoomOver());
    }

    @Test
    void whoWasSentOutDoesNotComeBack() {
        assertThat(rejoining(0).after(with(1000, "Peer removed"))).isEqualTo(new Step.Dismissed());
    }

    @ParameterizedTest
    @CsvSource({"invalid token", "reached peers limit", "operation not allowed"})
    void whatCannotBeHelpedIsGivenUpWithTheReason(String reason) {
        ReconnectPolicy lost = new ReconnectPolicy(with(1000, reason), Duration.ofMinutes(5), () -> nanos, () -> 0);
        assertThat(lost.after(with(1000, reason)))
                .isInstanceOfSatisfying(
                        Step.GiveUp.class,
                        hopeless -> assertThat(hopeless.why()).contains(reason).contains("Start the room again"));
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
    void aFailedAttemptIsFollowedByWhatMayHelp(Move failed, Reason reason, Move next) {
        assertThat(move(rejoining(0).failed(failed, failure(reason)))).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"REFRESH_TOKEN, UNAUTHORIZED", "REPLACE_AGENT, UNAUTHORIZED", "REPLACE_AGENT, QUOTA_EXCEEDED"})
    void whatTheAccountMayNotIsGivenUp(Move failed, Reason reason) {
        assertThat(rejoining(0).failed(failed, failure(reason))).isInstanceOf(Step.GiveUp.class);
    }

    @Test
    void theWaitsGrowToTheirLimitAndAreNeverTheSameForEverybody() {
        ReconnectPolicy early = rejoining(0);
        ReconnectPolicy late = rejoining(1);
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Duration least = wait(early.after(BROKEN));
            assertThat(least).isLessThan(wait(late.after(BROKEN)));
            waits.add(least);
        }
        assertThat(waits.get(0)).isLessThan(Duration.ofMillis(500));
        assertThat(waits).isSorted();
        assertThat(waits.get(11)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void anOldConnectionThatLingersIsGivenAMoment() {
        Step step = rejoining(0).after(with(1000, "peer already connected"));
        assertThat(wait(step)).isGreaterThan(wait(rejoining(0).after(BROKEN)));
    }

    @Test
    void anOldConnectionThatStaysIsNotWaitedForAsLong() {
        ReconnectPolicy rejoining = rejoining(0);
        Step step = rejoining.after(BROKEN);
        Duration waited = wait(step);
        while (move(step) == Move.CONNECT) {
            step = rejoining.failed(Move.CONNECT, refused(1000, "peer already connected"));
            waited = waited.plus(wait(step));
        }
        assertThat(move(step)).isEqualTo(Move.REPLACE_AGENT);
        assertThat(waited).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whoseConnectionsKeepFailingIsReplacedAndThenTriedAsOften() {
        ReconnectPolicy rejoining = rejoining(0);
        List<Move> moves = new ArrayList<>();
        Step step = rejoining.after(BROKEN);
        for (int i = 0; i < 10; i++) {
            moves.add(move(step));
            step = rejoining.failed(move(step), failure(Reason.NO_RESPONSE));
        }
        assertThat(moves.stream().filter(move -> move == Move.REPLACE_AGENT)).hasSize(2);
        assertThat(moves.get(4)).isEqualTo(Move.REPLACE_AGENT);
    }

    @Test
    void afterTheTimeThatIsSetItIsOver() {
        ReconnectPolicy rejoining = rejoining(0);
        nanos += Duration.ofSeconds(299).toNanos();
        assertThat(rejoining.after(BROKEN)).isInstanceOf(Step.Try.class);
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(rejoining.after(BROKEN))
                .isInstanceOfSatisfying(
                        Step.GiveUp.class,
                        hopeless -> assertThat(hopeless.why()).contains("300 s").contains("1006"));
    }
}
