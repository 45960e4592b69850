package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.SocketClosed;

/** The agent could not join its room, or could not rejoin it. */
public abstract sealed class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AgentException(String message) {
        super(message);
    }

    /** The agent's connection was closed before the agent had subscribed to its peers. */
    public static final class ConnectionLost extends AgentException {
        private static final long serialVersionUID = 1L;

        private final transient SocketClosed closed;

        ConnectionLost(SocketClosed closed) {
            super("The agent's connection was lost (code " + closed.code() + ", " + closed.reason() + ")");
            this.closed = closed;
        }

        SocketClosed closed() {
            return closed;
        }
    }

    /** Fishjam has no such room. */
    public static final class RoomNotFound extends AgentException {
        private static final long serialVersionUID = 1L;

        RoomNotFound(String roomId) {
            super("Fishjam has no room " + roomId);
        }
    }

    /** No agent was created, because another process may have the room and an agent there. */
    static final class RoomNotConfirmed extends AgentException {
        private static final long serialVersionUID = 1L;

        RoomNotConfirmed(String roomId) {
            super("It is unknown whether another process has room " + roomId);
        }
    }

    /** Returns the error for a failure to read a room. */
    static Throwable explain(String roomId, Throwable failure) {
        return failure instanceof FishjamException fishjam && fishjam.reason() == FishjamException.Reason.NOT_FOUND
                ? new RoomNotFound(roomId)
                : failure;
    }

    /** A peer that the agent was to subscribe to has left the room. */
    public static final class PeerNotFound extends AgentException {
        private static final long serialVersionUID = 1L;

        private final String peerId;

        PeerNotFound(String roomId, String peerId) {
            super("Peer " + peerId + " is no longer in room " + roomId);
            this.peerId = peerId;
        }

        public String peerId() {
            return peerId;
        }
    }
}
