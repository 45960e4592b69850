package dev.roomscribe.fishjam.client;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentListener;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The calls of Fishjam that one room's transcription needs. Every call fails with a {@link FishjamException}. */
public interface RoomClient {
    /** Reads a room and its peers. */
    Future<Room> room(String roomId);

    /** Creates an agent. It is billed like any peer from its first connection. */
    Future<CreatedPeer> createAgent(String roomId, AgentOptions options);

    /** Deletes a peer; succeeds also if it does not exist. */
    Future<Void> deletePeer(String roomId, String peerId);

    /** Returns a new token for a peer whose token has expired. */
    Future<String> refreshToken(String roomId, String peerId);

    /** Subscribes a peer to all tracks of another one. */
    Future<Void> subscribeToPeer(String roomId, String subscriberId, String publisherId);

    /**
     * Connects an agent.
     *
     * @param token of the agent
     * @param peerWebsocketUrl where Fishjam told to connect; null for the default address
     * @param listener receives everything from then on; nothing if the future fails
     */
    Future<? extends AgentConnection> connectAgent(
            String token, @Nullable String peerWebsocketUrl, AgentListener listener);
}
