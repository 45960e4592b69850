package dev.roomscribe.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventId;
import org.jspecify.annotations.Nullable;

/** Tracks the events that were dropped because the receiver refused them, and reports them as a gap. */
final class RefusedEvents {
    private final String roomId;
    private final String sessionId;
    /** The id of the last message that was delivered; of the position at which delivery started before the first. */
    private String lastMessageId;
    /** The last event that was delivered; null before the first. */
    private @Nullable String lastEventId;
    /** The last event that was dropped and that no delivered gap covers yet. */
    private @Nullable EventId unreported;

    RefusedEvents(String roomId, String sessionId) {
        this.roomId = roomId;
        this.sessionId = sessionId;
        lastMessageId = sessionId;
    }

    /**
     * Sets the position after which delivery starts.
     *
     * @param delivered whether an earlier process delivered the events up to it
     */
    void startAfter(EventId position, boolean delivered) {
        lastMessageId = sessionId + "_" + position;
        lastEventId = delivered ? position.toString() : null;
    }

    void onDelivered(WebhookMessage message) {
        lastMessageId = message.id();
        if (message.isEvent()) {
            lastEventId = message.eventId();
        } else {
            unreported = null;
        }
    }

    void onDropped(WebhookMessage message) {
        unreported = message.position();
    }

    /** Returns whether events were dropped that no delivered gap covers yet. */
    boolean hasUnreported() {
        return unreported != null;
    }

    /** Returns the gap to deliver before the next message. Call it only if {@link #hasUnreported}. */
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
        return WebhookMessage.gap(
                lastMessageId + "_gap", requireNonNull(unreported, "no event was dropped"), gap.toString(), 0);
    }
}
