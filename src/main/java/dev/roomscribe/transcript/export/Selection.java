package dev.roomscribe.transcript.export;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room's transcript to read.
 *
 * @param session the id of a session; null for the latest session, or for all sessions in the time window if there is one
 * @param from selects what began at this time or later; null for no limit
 * @param to selects what began before this time; null for no limit
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
