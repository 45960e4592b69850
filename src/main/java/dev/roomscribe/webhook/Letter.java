package dev.roomscribe.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What is posted in one request.
 *
 * @param id the same in every attempt, and no other letter's
 * @param eventId absent of a gap in what was to be posted
 * @param last whether the session says no more
 */
record Letter(String id, @Nullable String eventId, String json, boolean last) {
    boolean isEvent() {
        return eventId != null;
    }
}
