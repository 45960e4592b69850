package dev.roomscribe.transcript.live;

/** The room has the maximum number of subscribers. */
public final class TooManySubscribersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySubscribersException(String roomId, int max) {
        super("Room " + roomId + " has " + max
                + " subscribers, the maximum (roomscribe.transcript.max-subscribers); try again later.");
    }
}
