package dev.roomscribe.cluster.redis;

/**
 * Which process this is.
 *
 * @param node the id of the node; the same after a restart
 * @param instance differs between all processes that ever have been this node
 */
public record NodeIdentity(String node, String instance) {}
