package dev.roomscribe.transcript.event;

import org.jspecify.annotations.Nullable;

/**
 * Tells one subscriber that events are missing from its stream. Other subscribers may have received them.
 *
 * @param afterId the id of the last event that the subscriber received; null if unknown
 * @param resumesAt the id of the first event that follows; null if there is none yet
 * @param detail what happened, as a sentence
 */
public record MissedEvents(
        GapReason reason,
        @Nullable String afterId,
        @Nullable String resumesAt,
        String detail) implements CaptionEvent {
    @Override
    public String type() {
        return "stream.gap";
    }
}
