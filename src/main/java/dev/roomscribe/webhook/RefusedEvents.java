package dev.roomscribe.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Tracks the events that were dropped because the receiver refused them, and reports them as a gap. */
final class RefusedEvents {
    private final String roomId;
    private final String sessionId;
    /** The id of the last message that was delivered; the session's id before the first. */
    private String lastMessageId;
    /** The last event that was delivered; null before the first. */
    private @Nullable String lastEventId;

    private boolean unreported;

    RefusedEvents(String roomId, String sessionId) {
        this.roomId = roomId;
        this.sessionId = sessionId;
        lastMessageId = sessionId;
    }

    void onDelivered(WebhookMessage message) {
        lastMessageId = message.id();
        if (message.isEvent()) {
            lastEventId = message.eventId();
        } else {
            unreported = false;
        }
    }

    void onDropped() {
        unreported = true;
    }

    /** Returns whether events were dropped that no delivered gap covers yet. */
    boolean hasUnreported() {
        return unreported;
    }

    /** Returns the gap to deliver before the next message. */
    WebhookMessage gapBefore(WebhookMessage next) {
        ObjectNode gap = JsonNodeFactory.instance
                .objectNode()
                .put("type", "stream.gap")
                .put("room_id", roomId)
                .put("session_id", sessionId)
                .put("reason", "refused");
        if (lastEventId != null) {
            gap.put("after_id", lastEventId);
        }
        if (next.isEvent()) {
            gap.put("resumes_at", next.eventId());
        }
        gap.put(
                "detail",
                "The receiver refused the events before this one, so they will not be sent again. They are still in the"
                        + " transcript.");
        return WebhookMessage.gap(lastMessageId + "_gap", gap.toString(), 0);
    }
}
