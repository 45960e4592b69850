package dev.roomscribe.transcript.live;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The next item to send to a subscriber. */
public sealed interface Delivery {
    /** An event. All subscribers of a room that are up to date receive the same instance. Thread-safe. */
    final class Event implements Delivery {
        private final @Nullable String id;
        private final String type;
        private final String json;
        private volatile byte @Nullable [] encoded;

        public Event(@Nullable String id, String type, String json) {
            this.id = id;
            this.type = type;
            this.json = json;
        }

        /** Returns the id of a durable event; null for other events, so that they never change a client's resume position. */
        public @Nullable String id() {
            return id;
        }

        public String type() {
            return type;
        }

        public String json() {
            return json;
        }

        /**
         * Returns the event as a transport sends it. It is encoded on the first call, and all subscribers share the result.
         *
         * @param encoder the same encoder on every call
         */
        public byte[] encoded(Function<Event, byte[]> encoder) {
            byte[] bytes = encoded;
            if (bytes == null) {
                bytes = encoder.apply(this);
                encoded = bytes;
            }
            return bytes;
        }
    }

    /** No new event; keeps the connection open. */
    record Heartbeat() implements Delivery {}
}
