package dev.roomscribe.transcript.export;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room's transcript to read.
 *
 * @param session the id of a session; null for the latest session, or for all sessions in the time window if there is one
 * @param from selects the utterances that began at this time or later, and the gaps that ended later; null for no limit
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

    /**
     * Returns whether something is selected.
     *
     * @param at when it began
     * @param until when it ended, if it is to be selected by its end, too; otherwise when it began
     */
    boolean includes(Instant at, Instant until) {
        boolean isLateEnough = from == null || !at.isBefore(from) || until.isAfter(from);
        return isLateEnough && (to == null || at.isBefore(to));
    }
}
