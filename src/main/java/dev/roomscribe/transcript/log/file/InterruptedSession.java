package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A session that a crashed process left without an end.
 *
 * @param lastEventAt when the last stored event of the session was appended
 */
record InterruptedSession(SessionStarted started, Instant lastEventAt) {
    /**
     * Returns the events that state the missing audio and end the session, so that subscribers do not treat the session
     * as running.
     */
    List<DurableEvent> closingEvents() {
        double at =
                Math.max(0, Duration.between(started.startedAt(), lastEventAt).toMillis() / 1000.0);
        return List.of(
                new StreamGap(
                        started.sessionId(),
                        null,
                        null,
                        at,
                        null,
                        GapReason.SERVICE_CRASHED,
                        lastEventAt,
                        "The service ended without warning; what was being said then is missing."),
                new SessionEnded(
                        started.sessionId(),
                        at,
                        lastEventAt,
                        SessionEndReason.FAILED,
                        "The service ended without warning. Start the room again."));
    }
}
