package dev.roomscribe.transcript.export;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What of a room's past is wanted.
 *
 * @param session the one with this id; absent for the latest, or for all of those in a window if there is one
 * @param from what began then or later
 * @param to what began before then
 */
public record Selection(
        @Nullable String session,
        @Nullable Instant from,
        @Nullable Instant to) {
    /** The latest session. */
    public static final Selection LATEST = new Selection(null, null, null);

    boolean isWindow() {
        return from != null || to != null;
    }

    boolean includes(Instant at) {
        return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
    }
}
