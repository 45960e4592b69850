package dev.roomscribe.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that should run, as the process that runs it describes it to the one that continues it. Up to where its audio
 * is final is stored with its transcript, and which events its webhook has delivered with the webhook.
 *
 * @param fence the number of the lease under which the record was written; see {@link Lease#fence}
 * @param startedAt the zero of the session's clock, in whole milliseconds
 * @param agentId the session's agent in Fishjam; empty before it is created
 * @param suspended whether the process stopped the session in an orderly way, with all received audio final
 * @param pausedSince since when the session is paused; null if it is not
 * @param options the options of the start request, as JSON
 */
public record SessionRecord(
        String roomId,
        String sessionId,
        long fence,
        Instant startedAt,
        String agentId,
        boolean suspended,
        @Nullable Instant pausedSince,
        String options) {
    public SessionRecord {
        requireNonNull(roomId, "roomId is null");
        requireNonNull(sessionId, "sessionId is null");
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(agentId, "agentId is null");
        requireNonNull(options, "options is null");
    }

    /** Of a session that is not paused. */
    public SessionRecord(
            String roomId,
            String sessionId,
            long fence,
            Instant startedAt,
            String agentId,
            boolean suspended,
            String options) {
        this(roomId, sessionId, fence, startedAt, agentId, suspended, null, options);
    }

    /** Keeps the options, which may contain a webhook's secret URL, out of logs. */
    @Override
    public String toString() {
        return "SessionRecord[roomId=" + roomId + ", sessionId=" + sessionId + ", fence=" + fence + "]";
    }
}
