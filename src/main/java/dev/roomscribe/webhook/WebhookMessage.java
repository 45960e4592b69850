package dev.roomscribe.webhook;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import org.jspecify.annotations.Nullable;

/**
 * The content of one request.
 *
 * @param id unique, and the same in every attempt
 * @param eventId null for a gap
 * @param position the position up to which the receiver has everything once it accepts the message
 * @param missing how many events a gap stands for, as far as known; 0 for an event
 * @param last whether it is the session's last message
 */
record WebhookMessage(String id, @Nullable String eventId, EventId position, String json, long missing, boolean last) {
    static WebhookMessage event(String id, EventId eventId, String json, boolean last) {
        return new WebhookMessage(id, eventId.toString(), eventId, json, 0, last);
    }

    static WebhookMessage gap(String id, EventId position, String json, long missing) {
        return new WebhookMessage(id, null, position, json, missing, false);
    }

    /** Returns the message without what is erased. */
    WebhookMessage without(Erasure erasure) {
        return new WebhookMessage(id, eventId, position, erasure.apply(position, json), missing, last);
    }

    boolean isEvent() {
        return eventId != null;
    }
}
