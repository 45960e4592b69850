package dev.roomscribe.transcript;

import org.jspecify.annotations.Nullable;

/** The next thing to send to a subscriber. */
public sealed interface Delivery {
    /**
     * An event.
     *
     * @param id of a durable one; absent for the others, so that they never move a client's resume point
     */
    record Event(@Nullable String id, String type, String json) implements Delivery {}

    /** Nothing new; a sign of life. */
    record Heartbeat() implements Delivery {}
}
