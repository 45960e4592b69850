package dev.roomscribe.session;

import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.transcript.live.SessionPhase;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Takes over what an earlier process left of a session: states what is missing, and replaces the agent. Confined to its
 * session's event loop.
 */
final class AgentTakeover {
    private final SessionOrigin.Takeover left;
    private final RoomAgent agent;
    private final CaptionPublisher captions;
    private final ConnectionGap connectionGap;
    private final Promise<Void> attempted = Promise.promise();

    AgentTakeover(
            SessionOrigin.Takeover left, RoomAgent agent, CaptionPublisher captions, ConnectionGap connectionGap) {
        this.left = left;
        this.agent = agent;
        this.captions = captions;
        this.connectionGap = connectionGap;
    }

    /** Returns the agent of the earlier process; empty if there is none. */
    String previousAgentId() {
        return left.agentId();
    }

    /** Publishes the gaps since the earlier process; the last one continues until the agent receives audio. */
    void announce(long nowNanos) {
        captions.enterPhase(SessionPhase.INTERRUPTED);
        captions.lostBefore(left.lost());
        connectionGap.openAfterRestart(left.reason(), left.missingFromNanos(), nowNanos);
    }

    /** Starts to replace the agent; repeated until it succeeds. Completes after the first attempt, and never fails. */
    Future<Void> start() {
        agent.takeOver(left.agentId());
        return attempted.future();
    }

    /** Ends the gap when the new agent receives audio, and publishes that the session is resumed at the same time. */
    void complete(long nowNanos) {
        connectionGap.closeOnReconnect(nowNanos);
        captions.sessionResumed(agent.id().orElse(""), nowNanos);
        onAttempt();
    }

    /** An attempt has ended, or none will follow; returns whether it was the first. */
    boolean onAttempt() {
        return attempted.tryComplete();
    }
}
