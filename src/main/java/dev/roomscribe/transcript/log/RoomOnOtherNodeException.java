package dev.roomscribe.transcript.log;

/** Another process has the right to change the transcript of the room: it must be asked instead. */
public final class RoomOnOtherNodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RoomOnOtherNodeException(String roomId) {
        super("another node has the session of room " + roomId);
    }
}
