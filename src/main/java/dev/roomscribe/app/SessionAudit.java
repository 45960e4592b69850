package dev.roomscribe.app;

import dev.roomscribe.security.audit.AuditAction;
import dev.roomscribe.security.audit.AuditEvent;
import dev.roomscribe.security.audit.AuditLog;
import dev.roomscribe.session.SessionObserver;
import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.InstantSource;

/** Writes the starts and stops of sessions that no client has requested to the audit log. */
record SessionAudit(AuditLog log, InstantSource clock) implements SessionObserver {
    /** @param roomId the room of a session that was started automatically */
    void onStartedAutomatically(String roomId) {
        log.write(AuditEvent.ofService(clock.instant(), AuditAction.START, roomId, "automatic"));
    }

    @Override
    public void afterEnd(String roomId, SessionEndReason reason, boolean requested) {
        // A stop that a client requested has a line of its own; without a request, the agent was removed in Fishjam.
        if (reason != SessionEndReason.STOPPED || !requested) {
            log.write(AuditEvent.ofService(clock.instant(), AuditAction.STOP, roomId, reason.json()));
        }
    }
}
