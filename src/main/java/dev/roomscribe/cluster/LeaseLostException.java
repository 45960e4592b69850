package dev.roomscribe.cluster;

/** Another process has the room, or may have had it. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LeaseLostException(String roomId) {
        super("another process has room " + roomId);
    }
}
