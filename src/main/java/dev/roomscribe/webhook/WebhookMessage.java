package dev.roomscribe.webhook;

import org.jspecify.annotations.Nullable;

/**
 * The content of one request.
 *
 * @param id unique, and the same in every attempt
 * @param eventId null for a gap
 * @param missing how many events a gap stands for, as far as known; 0 for an event
 * @param last whether it is the session's last message
 */
record WebhookMessage(String id, @Nullable String eventId, String json, long missing, boolean last) {
    static WebhookMessage event(String id, String eventId, String json, boolean last) {
        return new WebhookMessage(id, eventId, json, 0, last);
    }

    static WebhookMessage gap(String id, String json, long missing) {
        return new WebhookMessage(id, null, json, missing, false);
    }

    boolean isEvent() {
        return eventId != null;
    }
}
