package dev.roomscribe.security.audit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log says about one action. It has no place for captions, options or secrets.
 *
 * @param actor the principal, {@link #ANONYMOUS} for a client without one, or {@link #SERVICE}
 * @param status the status of the response; 0 if there is none
 * @param reason the type of the problem document, or why the service did it; null if there is none
 * @param room null if the action concerns no room
 * @param address of the client; null if there is none
 * @param requestId of the request; null if there is none
 * @param tokenId the claim {@code jti} of the token that was created; null if none was
 */
public record AuditEvent(
        Instant time,
        AuditAction action,
        AuditOutcome outcome,
        String actor,
        int status,
        @Nullable String reason,
        @Nullable String room,
        @Nullable String address,
        @Nullable String requestId,
        @Nullable String tokenId) {
    public static final String ANONYMOUS = "anonymous";
    public static final String SERVICE = "service";

    public AuditEvent {
        requireNonNull(time, "time is null");
        requireNonNull(action, "action is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(actor, "actor is null");
    }

    /** Returns an action of the service itself. */
    public static AuditEvent ofService(Instant time, AuditAction action, String room, @Nullable String reason) {
        return new AuditEvent(time, action, AuditOutcome.DONE, SERVICE, 0, reason, room, null, null, null);
    }
}
