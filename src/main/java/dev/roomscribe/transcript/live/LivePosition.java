package dev.roomscribe.transcript.live;

import java.util.Optional;

/**
 * Which of a room's events without an id, statuses and partials, one subscriber has received. It misses those that were
 * replaced before it was ready for them. Guarded by the room's lock.
 */
final class LivePosition {
    private final RoomState state;
    private final SubscriptionRequest request;
    private long partialsVersion;
    private long statusVersion;

    /** @param partialsVersion the version of the partials that the subscriber has received */
    LivePosition(RoomState state, SubscriptionRequest request, long partialsVersion) {
        this.state = state;
        this.request = request;
        this.partialsVersion = partialsVersion;
    }

    /** Returns the next event that is selected, and counts it as received; the status first, as partials may never end. */
    Optional<Delivery> next() {
        if (request.status()) {
            Optional<Delivery> status = state.status().since(statusVersion);
            if (status.isPresent()) {
                statusVersion = state.status().version();
                return status;
            }
        }
        Optional<OpenPartials.OpenPartial> partial = state.partials().next(partialsVersion, request);
        partial.ifPresent(found -> partialsVersion = found.version());
        return partial.map(OpenPartials.OpenPartial::delivery);
    }
}
