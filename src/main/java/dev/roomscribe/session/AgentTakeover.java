package dev.roomscribe.session;

import dev.roomscribe.session.agent.RetryLater;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.transcript.live.SessionPhase;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes over what an earlier process left of a session. Confined to its session's event loop. */
final class AgentTakeover {
    private final SessionOrigin.Takeover left;
    private final RoomAgent agent;
    private final CaptionPublisher captions;
    private final ConnectionGap connectionGap;
    private final Consumer<String> warn;
    /** Whether an attempt has failed, which is logged once. */
    private boolean failing;

    /** @param warn logs a warning with the room and the session */
    AgentTakeover(
            SessionOrigin.Takeover left,
            RoomAgent agent,
            CaptionPublisher captions,
            ConnectionGap connectionGap,
            Consumer<String> warn) {
        this.left = left;
        this.agent = agent;
        this.captions = captions;
        this.connectionGap = connectionGap;
        this.warn = warn;
    }

    /** Returns the agent of the earlier process; empty if there is none. */
    String previousAgentId() {
        return left.agentId();
    }

    /** Publishes the gaps since the earlier process; the last one continues until the agent receives audio. */
    void announce(long nowNanos) {
        agent.adopt(left.agentId());
        captions.enterPhase(SessionPhase.INTERRUPTED);
        captions.lostBefore(left.lost());
        connectionGap.openAfterRestart(left.reason(), left.missingFromNanos(), nowNanos);
    }

    /**
     * Tries once to replace the agent.
     *
     * @return completes with when to try again; empty if not; never fails
     */
    Future<Optional<Duration>> attempt() {
        return agent.takeOver().map(retry -> retry.map(this::retryDelay));
    }

    private Duration retryDelay(RetryLater retry) {
        if (!failing) {
            failing = true;
            warn.accept("it cannot be resumed yet, which is tried until it succeeds or the room is stopped: "
                    + retry.why());
        }
        return retry.delay();
    }

    /** Ends the gap when the new agent receives audio, and publishes that the session is resumed at the same time. */
    void complete(long nowNanos) {
        connectionGap.closeOnReconnect(nowNanos);
        captions.sessionResumed(agent.id().orElse(""), nowNanos);
    }
}
