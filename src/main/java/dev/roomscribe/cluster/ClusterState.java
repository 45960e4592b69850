package dev.roomscribe.cluster;

/** How this node stands to the others. Thread-safe; no method blocks. */
public interface ClusterState {
    /** Returns the id of this node. */
    String nodeId();

    /** Returns whether the shared records and logs can be reached. */
    boolean isConnected();

    /** Returns whether they have not been reached for longer than the lease time, so that others may take the rooms. */
    boolean isIsolated();

    /** Returns whether this node has the lease on a room. */
    boolean hasLease(String roomId);

    /** Returns on how many rooms this node has a lease. */
    int leases();

    /** Returns by how many ms the clock of this node is ahead of the shared one; NaN before it is known. */
    double clockOffsetMillis();
}
