package dev.roomscribe.cluster;

/** Another node could not be called, or has refused. */
public final class NodeCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean answered;

    /** @param answered whether the node has answered; if not, it may have done what was asked */
    public NodeCallException(String message, boolean answered) {
        super(message);
        this.answered = answered;
    }

    /** Returns whether the node has answered; if not, it may have done what was asked. */
    public boolean answered() {
        return answered;
    }
}
