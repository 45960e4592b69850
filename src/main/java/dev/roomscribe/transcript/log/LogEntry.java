package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.live.Delivery;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One logged event, with the JSON that every subscriber gets. What comes from a file is not decoded before it must be. */
public final class LogEntry {
    /** What all JSON of events begins with; see {@link EventJson#tree}. */
    private static final String TYPE = "{\"type\":\"";

    private final EventId id;
    private final EventId previous;
    private final String json;
    private final Instant appendedAt;
    private @Nullable DurableEvent event;
    private Delivery.@Nullable Event delivery;

    private LogEntry(EventId id, EventId previous, String json, Instant appendedAt, @Nullable DurableEvent event) {
        this.id = id;
        this.previous = previous;
        this.json = json;
        this.appendedAt = appendedAt;
        this.event = event;
    }

    public static LogEntry of(String roomId, EventId id, EventId previous, DurableEvent event, Instant appendedAt) {
        return new LogEntry(id, previous, EventJson.of(roomId, id, event), appendedAt, event);
    }

    public static LogEntry read(EventId id, EventId previous, String json, Instant appendedAt) {
        return new LogEntry(id, previous, json, appendedAt, null);
    }

    public EventId id() {
        return id;
    }

    /** Returns the position before it: whoever has read less far than that has missed something. */
    public EventId previous() {
        return previous;
    }

    public String json() {
        return json;
    }

    public Instant appendedAt() {
        return appendedAt;
    }

    /** Returns what every subscriber is handed; under the room's lock. */
    public Delivery.Event delivery() {
        if (delivery == null) {
            delivery = new Delivery.Event(id.toString(), type(), json);
        }
        return delivery;
    }

    public String type() {
        return event != null ? event.type() : json.substring(TYPE.length(), json.indexOf('"', TYPE.length()));
    }

    /** Returns the event; empty if a later version wrote it, and this one does not know it. */
    public Optional<DurableEvent> event() {
        if (event == null) {
            event = EventJson.read(json).orElse(null);
        }
        return Optional.ofNullable(event);
    }
}
