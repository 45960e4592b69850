package dev.roomscribe.cluster;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another node could not be called, or has refused. A handler of calls that fails with this exception passes its code, its
 * message, its delay and its data to the caller; any other exception passes its message, with the code {@link #FAILED}.
 */
public final class NodeCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The handler has failed. */
    public static final String FAILED = "failed";
    /** The node does not listen: it has not done what was asked. */
    public static final String NOT_LISTENING = "not_listening";
    /** The node has not answered in time. */
    public static final String TIMEOUT = "timeout";
    /** The node was live when it was called, and is not any more. */
    public static final String NODE_LOST = "node_lost";
    /** Redis is not connected, or the connection was lost before the answer. */
    public static final String UNAVAILABLE = "unavailable";
    /** The request or the answer is too large. */
    public static final String TOO_LARGE = "too_large";
    /** Too many calls are under way here or there: the node has not done what was asked. */
    public static final String OVERLOADED = "overloaded";

    private final String code;
    private final boolean answered;
    private final @Nullable Duration retryAfter;
    private final @Nullable String data;

    private NodeCallException(
            String code, String message, boolean answered, @Nullable Duration retryAfter, @Nullable String data) {
        super(message);
        this.code = code;
        this.answered = answered;
        this.retryAfter = retryAfter;
        this.data = data;
    }

    /**
     * Of a node that refuses a call.
     *
     * @param code for programs; the constants of this class, or any other that caller and handler know
     * @param retryAfter when the caller may try again; null if that is not known
     * @param data JSON; null if the code and the message are enough
     */
    public static NodeCallException refused(
            String code, String message, @Nullable Duration retryAfter, @Nullable String data) {
        return new NodeCallException(code, message, true, retryAfter, data);
    }

    /** Of a call that was not answered. */
    public static NodeCallException notAnswered(String code, String message) {
        return new NodeCallException(code, message, false, null, null);
    }

    public String code() {
        return code;
    }

    /** Returns whether the node has answered; if not, it may have done what was asked, unless the code says otherwise. */
    public boolean answered() {
        return answered;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Returns JSON that the handler has added. */
    public Optional<String> data() {
        return Optional.ofNullable(data);
    }
}
