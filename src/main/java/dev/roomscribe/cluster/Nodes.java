package dev.roomscribe.cluster;

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
         * @param operation what to do
         * @param request JSON
         * @return completes with JSON; a failure reaches the caller as {@link NodeCallException} with the same message
         */
        CompletionStage<String> handle(String operation, String request);
    }

    /** Returns the id of this node. */
    String self();

    /** Returns the nodes that have described themselves in the last seconds, this one included. */
    CompletionStage<List<Node>> live();

    /** Returns the id of the node that has the lease on a room; empty if no node has. */
    CompletionStage<Optional<String>> owner(String roomId);

    /**
     * Calls a node, by Redis: a node that may write there is trusted.
     *
     * @return fails with {@link NodeCallException} if the node has refused, or does not answer while it is live
     */
    CompletionStage<String> call(String nodeId, String operation, String request);

    /** Sets what executes the calls of other nodes. */
    void handleCalls(Handler handler);

    /** Sets what describes this node, regularly from now on. */
    void describe(Supplier<Node> description);
}
