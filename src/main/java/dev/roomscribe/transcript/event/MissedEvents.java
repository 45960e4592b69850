package dev.roomscribe.transcript.event;

import org.jspecify.annotations.Nullable;

/**
 * Tells one subscriber that events are missing from its stream, though others may have them.
 *
 * @param afterId the last event that it had
 * @param resumesAt the first that follows; absent if none does
 * @param detail a sentence
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
