package dev.roomscribe.transcript.live;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The next thing to send to a subscriber. */
public sealed interface Delivery {
    /** An event; all the subscribers of a room are handed the same one. */
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

        /** Returns the id of a durable event; the others have none, so that they never move a client's resume point. */
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
         * Returns the event as some transport sends it, made when the first of its readers asks.
         *
         * @param encoder always the same one
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

    /** Nothing new; a sign of life. */
    record Heartbeat() implements Delivery {}
}
