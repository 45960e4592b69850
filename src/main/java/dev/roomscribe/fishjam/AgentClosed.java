package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/**
 * How an agent's socket came to its end.
 *
 * @param code the WebSocket close code; 1006 when the connection broke without one
 * @param reason what Fishjam said, or what we noticed; may be empty, never holds the token
 * @param nextStep what to do about it
 */
public record AgentClosed(int code, String reason, NextStep nextStep) {
    static final int NO_CODE = 1006;

    public AgentClosed {
        requireNonNull(reason, "reason is null");
        requireNonNull(nextStep, "nextStep is null");
    }

    static AgentClosed byFishjam(int code, String reason) {
        return new AgentClosed(code, reason, NextStep.after(code, reason));
    }

    static AgentClosed lost(String reason) {
        return new AgentClosed(NO_CODE, reason, NextStep.RECONNECT);
    }

    static AgentClosed left() {
        return new AgentClosed(1000, "left", NextStep.STOP);
    }
}
