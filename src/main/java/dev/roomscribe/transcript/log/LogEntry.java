package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stored event with the JSON that every subscriber receives. JSON that was read is parsed only when needed. */
public final class LogEntry {
    /** Every event's JSON starts with its type; see {@link EventJson#of}. */
    private static final String TYPE = "{\"type\":\"";

    private final EventId id;
    private final EventId previous;
    private final String json;
    private final Instant appendedAt;
    private @Nullable DurableEvent event;

    private LogEntry(EventId id, EventId previous, String json, Instant appendedAt, @Nullable DurableEvent event) {
        this.id = id;
        this.previous = previous;
        this.json = json;
        this.appendedAt = appendedAt;
        this.event = event;
    }

    /** Returns the entry for an event that is being appended. */
    public static LogEntry of(String roomId, EventId id, EventId previous, DurableEvent event, Instant appendedAt) {
        return new LogEntry(id, previous, EventJson.of(roomId, id, event), appendedAt, event);
    }

    /** Returns the entry for an event that was read from storage. */
    public static LogEntry read(EventId id, EventId previous, String json, Instant appendedAt) {
        return new LogEntry(id, previous, json, appendedAt, null);
    }

    public EventId id() {
        return id;
    }

    /** Returns the position before this entry. A reader whose position is lower has missed events. */
    public EventId previous() {
        return previous;
    }

    public String json() {
        return json;
    }

    public Instant appendedAt() {
        return appendedAt;
    }

    public String type() {
        return event != null ? event.type() : json.substring(TYPE.length(), json.indexOf('"', TYPE.length()));
    }

    /** Returns whether nothing but the session is known of this event, as it was erased. */
    boolean isErased() {
        return type().equals("transcript.erased") && text("utterance_id").isEmpty();
    }

    /**
     * Returns the text of a member that an event may have only at its top level, without parsing the others.
     *
     * @param member such as {@code session_id}
     * @return empty if the event has no such member
     */
    Optional<String> text(String member) {
        // A quote in a value is escaped, so the name with its quotes occurs only as a name.
        String start = "\"" + member + "\":\"";
        int from = json.indexOf(start);
        if (from < 0) {
            return Optional.empty();
        }
        int begin = from + start.length();
        int end = begin;
        while (end < json.length() && json.charAt(end) != '"') {
            end += json.charAt(end) == '\\' ? 2 : 1;
        }
        String raw = json.substring(begin, Math.min(end, json.length()));
        return raw.indexOf('\\') < 0 ? Optional.of(raw) : EventJson.unescape(raw);
    }

    /**
     * Returns the seconds in a member that an event has at its top level, in ms, without parsing the others.
     *
     * @param member such as {@code start}; if words have such a member as well, its last occurrence is that of the event
     * @return 0 if the event has no such member
     */
    long millis(String member) {
        String start = "\"" + member + "\":";
        int from = json.lastIndexOf(start);
        if (from < 0) {
            return 0;
        }
        int begin = from + start.length();
        int end = begin;
        while (end < json.length() && "+-.0123456789Ee".indexOf(json.charAt(end)) >= 0) {
            end++;
        }
        try {
            return Math.round(Double.parseDouble(json.substring(begin, end)) * 1000);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns the event; empty if a later version wrote it and this version does not know its type. */
    public Optional<DurableEvent> event() {
        if (event == null) {
            event = EventJson.read(json).orElse(null);
        }
        return Optional.ofNullable(event);
    }
}
