package dev.roomscribe.session;

import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.transcript.live.SessionPhase;

/** Takes over what an earlier process left of a session. Confined to its session's event loop. */
final class AgentTakeover {
    private final SessionOrigin.Takeover left;
    private final RoomAgent agent;
    private final CaptionPublisher captions;
    private final ConnectionGap connectionGap;

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
        agent.adopt(left.agentId());
        captions.enterPhase(SessionPhase.INTERRUPTED);
        captions.lostBefore(left.lost());
        connectionGap.openAfterRestart(left.reason(), left.missingFromNanos(), nowNanos);
    }

    /** Ends the gap when the new agent receives audio, and publishes that the session is resumed at the same time. */
    void complete(long nowNanos) {
        connectionGap.closeOnReconnect(nowNanos);
        captions.sessionResumed(agent.id().orElse(""), nowNanos);
    }
}
