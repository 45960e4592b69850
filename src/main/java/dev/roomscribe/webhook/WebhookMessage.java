package dev.roomscribe.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What is posted in one request.
 *
 * @param id the same in every attempt, and no other letter's
 * @param eventId absent of a gap in what was to be posted
 * @param missing how many events a gap stands for, as far as is known
 * @param last whether the session says no more
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
