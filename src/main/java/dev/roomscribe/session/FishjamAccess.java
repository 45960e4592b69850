package dev.roomscribe.session;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.presence.RoomMonitor;

/**
 * The parts of Fishjam that sessions use.
 *
 * @param client the REST API, and the agents' sockets
 * @param agents creates and deletes agents
 * @param rooms delivers notifications and reads rooms
 * @param names the fields of a peer's metadata that contain its name
 */
public record FishjamAccess(RoomClient client, AgentRegistry agents, RoomMonitor rooms, NameFields names) {
    public FishjamAccess {
        requireNonNull(client, "client is null");
        requireNonNull(agents, "agents is null");
        requireNonNull(rooms, "rooms is null");
        requireNonNull(names, "names is null");
    }

    /** Creates an access with {@link NameFields#DEFAULT}. */
    public FishjamAccess(RoomClient client, AgentRegistry agents, RoomMonitor rooms) {
        this(client, agents, rooms, NameFields.DEFAULT);
    }
}
