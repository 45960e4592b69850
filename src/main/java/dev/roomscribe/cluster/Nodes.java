package dev.roomscribe.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The nodes that share their rooms with this one, and calls between them. Thread-safe; no method blocks. */
public interface Nodes {
    /** Executes the calls of other nodes. */
    @FunctionalInterface
    interface Handler {
        /**
         * Executes a call.
         *
         * @param operation what to do
         * @param request JSON
         * @return completes with JSON of at most 1 MB; a failure reaches the caller as {@link NodeCallException}
         */
        CompletionStage<String> handle(String operation, String request);
    }

    /** Returns the id of this node. */
    String self();

    /**
     * Returns the nodes that have described themselves in the last 5 s, this one included. Fails if Redis cannot be reached.
     */
    CompletionStage<List<Node>> live();

    /**
     * Returns the id of the node that has the lease on a room; empty if no node has, or if its lease has expired. Fails if
     * Redis cannot be reached.
     */
    CompletionStage<Optional<String>> owner(String roomId);

    /**
     * Calls a node, by Redis: a node that may write there is trusted. Its answer can get lost, so the operation must be one
     * that can be repeated.
     *
     * @param request JSON, of at most 1 MB
     * @param timeout until the answer
     * @return fails with {@link NodeCallException} if the node has refused, does not listen, or does not answer
     */
    CompletionStage<String> call(String nodeId, String operation, String request, Duration timeout);

    /** As {@link #call(String, String, String, Duration)}, with 10 s. */
    default CompletionStage<String> call(String nodeId, String operation, String request) {
        return call(nodeId, operation, request, Duration.ofSeconds(10));
    }

    /** Sets what executes the calls of other nodes. */
    void handleCalls(Handler handler);

    /** Sets what describes this node, regularly from now on. */
    void describe(Supplier<Node> description);
}
