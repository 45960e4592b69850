package dev.roomscribe.session.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.SubscribeMode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an {@link AgentJournal} contains.
 *
 * @param agents the agents that were created and are not deleted
 * @param creations the creations whose answer has not been received
 */
public record JournalContent(List<Agent> agents, List<Creation> creations) {
    /** No agents and no creations. */
    public static final JournalContent EMPTY = new JournalContent(List.of(), List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An agent and its room. */
    public record Agent(String roomId, String agentId) {}

    /**
     * A creation of an agent, written before the request is sent.
     *
     * @param present the ids of the agents that were in the room before, which are others
     * @param subscribeMode of the agent to be created
     * @param startedAt when the request was about to be sent
     */
    public record Creation(String roomId, Set<String> present, SubscribeMode subscribeMode, Instant startedAt) {
        /** Returns a creation in a room that was read before. */
        static Creation in(Room room, SubscribeMode subscribeMode, Instant startedAt) {
            return new Creation(
                    room.id(),
                    room.peers().stream()
                            .filter(peer -> peer.type() == PeerType.AGENT)
                            .map(Peer::id)
                            .collect(Collectors.toSet()),
                    subscribeMode,
                    startedAt);
        }
    }

    public JournalContent {
        agents = List.copyOf(agents);
        creations = List.copyOf(creations);
    }

    public boolean isEmpty() {
        return agents.isEmpty() && creations.isEmpty();
    }

    /** Returns UTF-8 from which {@link #parse} restores this content. */
    public byte[] json() throws IOException {
        ObjectNode content = JSON.createObjectNode();
        ArrayNode listed = content.putArray("agents");
        agents.forEach(agent -> listed.addObject().put("roomId", agent.roomId).put("agentId", agent.agentId));
        ArrayNode begun = content.putArray("creations");
        for (Creation creation : creations) {
            ObjectNode json = begun.addObject()
                    .put("roomId", creation.roomId)
                    .put("subscribeMode", creation.subscribeMode.wireName())
                    .put("startedAt", creation.startedAt.toEpochMilli());
            ArrayNode present = json.putArray("present");
            new TreeSet<>(creation.present).forEach(present::add);
        }
        return JSON.writeValueAsBytes(content);
    }

    /**
     * Reads what {@link #json} returned, or the list of agents that version 0.2 wrote.
     *
     * @throws IOException if it is neither
     */
    public static JournalContent parse(byte[] bytes) throws IOException {
        JsonNode content = JSON.readTree(bytes);
        List<Agent> agents = new ArrayList<>();
        for (JsonNode agent : content.isArray() ? content : content.path("agents")) {
            agents.add(new Agent(
                    agent.path("roomId").asText(), agent.path("agentId").asText()));
        }
        List<Creation> creations = new ArrayList<>();
        for (JsonNode creation : content.path("creations")) {
            Set<String> present = new TreeSet<>();
            creation.path("present").forEach(id -> present.add(id.asText()));
            creations.add(new Creation(
                    creation.path("roomId").asText(),
                    present,
                    creation.path("subscribeMode").asText().equals(SubscribeMode.MANUAL.wireName())
                            ? SubscribeMode.MANUAL
                            : SubscribeMode.AUTO,
                    Instant.ofEpochMilli(creation.path("startedAt").asLong())));
        }
        return new JournalContent(agents, creations);
    }
}
