package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.Subscriptions;
import dev.roomscribe.session.agent.JournalContent.Creation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The creations of agents in one room whose answers were lost, and the search for these agents in reads of the room. By
 * which evidence an agent counts as this service's is described at {@link AgentRegistry}. Not thread-safe.
 */
final class LostCreations {
    /** How long after a request was sent Fishjam may still create the agent. */
    static final Duration MAX_DELAY = Duration.ofSeconds(60);
    /** How long an agent must be seen without a connection: far longer than any owner takes to connect it. */
    static final Duration MIN_UNCONNECTED = Duration.ofSeconds(30);
    /** When a search ends whose agents cannot be told from those of others. */
    private static final Duration MAX_SEARCH = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(LostCreations.class.getName());

    private final String roomId;
    private final List<Creation> creations = new ArrayList<>();
    /** Agents of others: those that were there before, that were connected, or that appeared too late. */
    private final Set<String> others = new HashSet<>();
    /** When each candidate was first seen, by the monotonic clock. */
    private final Map<String, Long> candidates = new LinkedHashMap<>();

    private long lastLostNanos;
    /** Whether nothing is known about the time before the next read: there was none, or the last one failed. */
    private boolean unobserved = true;

    private boolean doubtLogged;

    LostCreations(String roomId) {
        this.roomId = roomId;
    }

    String roomId() {
        return roomId;
    }

    List<Creation> creations() {
        return List.copyOf(creations);
    }

    /** Adds a creation. The agents that a first one found in the room are those of others for all of them. */
    void add(Creation lost, long nowNanos) {
        if (creations.isEmpty()) {
            others.addAll(lost.present());
        }
        creations.add(lost);
        lastLostNanos = nowNanos;
        unobserved = true;
    }

    /**
     * Notes that the room could not be read. While Fishjam does not respond, no owner can connect its agent, so the time
     * that an agent must be seen without a connection begins again with the next read.
     */
    void onReadFailed() {
        unobserved = true;
    }

    /**
     * Examines a read of the room.
     *
     * @param isKnown whether an agent is known to be this service's, by its id
     * @return the agents that are certainly this service's and have to be deleted
     */
    List<String> examine(Room room, Predicate<String> isKnown, long nowNanos) {
        boolean late = isLate(nowNanos);
        candidates.keySet().removeIf(id -> room.peer(id).isEmpty() || isKnown.test(id));
        if (unobserved) {
            candidates.replaceAll((id, since) -> nowNanos);
            unobserved = false;
        }
        for (Peer peer : room.peers()) {
            String id = peer.id();
            if (peer.type() != PeerType.AGENT || others.contains(id) || isKnown.test(id)) {
                continue;
            }
            if (!couldBeLost(peer) || (late && !candidates.containsKey(id))) {
                others.add(id);
                candidates.remove(id);
            } else {
                candidates.putIfAbsent(id, nowNanos);
            }
        }
        if (candidates.size() > creations.size()) {
            logDoubt();
            return List.of();
        }
        List<String> found = candidates.entrySet().stream()
                .filter(candidate -> nowNanos - candidate.getValue() >= MIN_UNCONNECTED.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        for (String id : found) {
            candidates.remove(id);
            creations.remove(0);
        }
        return found;
    }

    /** The token of an agent was in the answer that was lost, so nothing can have used it. */
    private boolean couldBeLost(Peer agent) {
        return !agent.connected()
                && agent.tracks().isEmpty()
                && agent.subscriptions().equals(Subscriptions.NONE)
                && creations.stream().anyMatch(lost -> lost.subscribeMode() == agent.subscribeMode());
    }

    private void logDoubt() {
        if (!doubtLogged) {
            doubtLogged = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: {1} creations of agents were not answered, and {2} agents that are not connected have"
                            + " appeared since: they cannot be told from the agents of other services and are not deleted"
                            + " while that is so: {3}",
                    roomId,
                    creations.size(),
                    candidates.size(),
                    candidates.keySet().stream().limit(10).collect(Collectors.joining(", ")));
        }
    }

    /** Returns whether an agent that has not been seen before cannot be one of the lost ones any more. */
    private boolean isLate(long nowNanos) {
        Duration limit = unobserved ? AgentRegistry.MAX_DOWNTIME : MAX_DELAY;
        return nowNanos - lastLostNanos > limit.toNanos();
    }

    /** Returns whether the search has ended: every agent was found, or none can be found any more. */
    boolean isOver(long nowNanos) {
        return creations.isEmpty()
                || (candidates.isEmpty() && isLate(nowNanos))
                || nowNanos - lastLostNanos > MAX_SEARCH.toNanos();
    }
}
