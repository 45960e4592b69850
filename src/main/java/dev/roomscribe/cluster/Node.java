package dev.roomscribe.cluster;

/**
 * A process of the service that shares its rooms with others, as it last described itself.
 *
 * @param id unique among the nodes, and the same after a restart
 * @param freeStreams how many more streams of speech it can recognize; at least 0
 * @param rooms how many sessions it has
 * @param accepts whether it accepts further sessions: it is not stopping, and its model is loaded
 * @param version of the service
 */
public record Node(String id, int freeStreams, int rooms, boolean accepts, String version) {}
