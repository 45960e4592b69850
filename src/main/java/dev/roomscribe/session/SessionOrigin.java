package dev.roomscribe.session;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.speech.SessionClock;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.Interruption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a session begins in this process: anew, or where an earlier process left it.
 *
 * @param utterancePrefix begins the ids of its utterances; differs between the processes that run the session
 * @param takeover what the earlier process left; null for a new session
 */
record SessionOrigin(
        String sessionId,
        SessionClock clock,
        String utterancePrefix,
        @Nullable Takeover takeover) {
    /**
     * What an earlier process left of a session.
     *
     * @param agentId its agent in Fishjam; empty if there is none
     * @param reason why no audio was received since then
     * @param lost the audio that it received and did not recognize
     * @param missingFromNanos since when no audio was received, by {@link System#nanoTime}
     * @param pausedNanos since when the session is paused, by {@link System#nanoTime}; null if it is not
     * @param lease on the room, which this process has acquired
     * @param unstated whether the earlier process ended before it could publish the start of the session
     */
    record Takeover(
            String agentId,
            GapReason reason,
            List<StreamGap> lost,
            long missingFromNanos,
            @Nullable Long pausedNanos,
            Lease lease,
            boolean unstated) {}

    static SessionOrigin anew(TimeSource time) {
        String sessionId = UlidCreator.getMonotonicUlid().toString();
        return new SessionOrigin(sessionId, SessionClock.start(time), sessionId, null);
    }

    /**
     * Returns the origin of a session that an earlier process left.
     *
     * @param interruption what its log tells; empty if the log cannot be read or has lost the session, and then the wall
     *     clock must do
     * @param lease on the room
     */
    static SessionOrigin continued(
            SessionRecord record, Optional<Interruption> interruption, Lease lease, TimeSource time) {
        double now = interruption
                .map(found -> found.now(time.instant()))
                .orElseGet(() -> Math.max(
                        0, Duration.between(record.startedAt(), time.instant()).toMillis() / 1000.0));
        SessionClock clock = SessionClock.continued(record.startedAt(), now, time);
        // A shared log that was read and does not have the session.
        boolean unstated = interruption.isEmpty() && lease.found().isPresent();
        Instant paused = record.pausedSince();
        Long pausedNanos = paused == null
                ? null
                : Long.valueOf(
                        clock.nanos(Duration.between(record.startedAt(), paused).toMillis() / 1000.0));
        return new SessionOrigin(
                record.sessionId(),
                clock,
                // No other process has resumed the session at this time.
                record.sessionId() + "-" + Math.round(now * 1000),
                new Takeover(
                        record.agentId(),
                        record.suspended() ? GapReason.SERVICE_RESTARTED : GapReason.SERVICE_CRASHED,
                        interruption.map(Interruption::gaps).orElse(List.of()),
                        clock.nanos(interruption.map(Interruption::missingFrom).orElse(unstated ? 0 : now)),
                        pausedNanos,
                        lease,
                        unstated));
    }
}
