package dev.roomscribe.session.speech;

/**
 * How many audio tracks are recognized at the same time.
 *
 * @param perPeer of one peer
 * @param perSession of all peers of a room
 */
public record TrackLimits(int perPeer, int perSession) {
    /** 4 tracks of a peer, 200 of a room. */
    public static final TrackLimits DEFAULT = new TrackLimits(4, 200);

    public TrackLimits {
        if (perPeer < 1 || perSession < 1) {
            throw new IllegalArgumentException(
                    "the limits must be at least 1, but are " + perPeer + " and " + perSession);
        }
    }
}
