package dev.roomscribe.session.routing;

import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.StoredOptions;
import java.util.List;

/** A session that no node answers for, until one continues it. */
final class LeftSession {
    private static final SessionStatus.Counts UNKNOWN = new SessionStatus.Counts(0, 0, 0, 0, 0, 0);

    private LeftSession() {}

    /** Returns what is known without the node: who speaks, and how much was transcribed, is not. */
    static SessionStatus status(SessionRecord record) {
        return new SessionStatus(
                record.roomId(),
                record.sessionId(),
                SessionState.RESUMING,
                record.pausedSince() != null,
                options(record),
                record.startedAt(),
                record.agentId().isEmpty() ? null : record.agentId(),
                List.of(),
                0,
                0,
                null,
                UNKNOWN,
                null);
    }

    private static StartOptions options(SessionRecord record) {
        try {
            return StoredOptions.read(record.options());
        } catch (IllegalArgumentException e) {
            return StartOptions.DEFAULT;
        }
    }
}
