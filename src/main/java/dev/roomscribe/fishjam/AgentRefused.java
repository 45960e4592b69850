package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/** The agent socket was closed before it accepted the token. */
public final class AgentRefused extends FishjamException {
    private static final long serialVersionUID = 1L;

    private final transient AgentClosed closed;

    AgentRefused(AgentClosed closed) {
        super(
                Reason.REFUSED,
                "Fishjam closed the agent socket before accepting the token (code " + closed.code()
                        + (closed.reason().isEmpty() ? "" : ", " + closed.reason()) + ")");
        this.closed = requireNonNull(closed, "closed is null");
    }

    /** Returns how, with what to do next. */
    public AgentClosed closed() {
        return closed;
    }
}
