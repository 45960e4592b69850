package dev.roomscribe.transcript.live;

/** A room has as many subscribers as it may. */
public final class TooManySubscribersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySubscribersException(String roomId, int most) {
        super("Room " + roomId + " has " + most
                + " subscribers, as many as it may (roomscribe.transcript.max-subscribers); try again later.");
    }
}
