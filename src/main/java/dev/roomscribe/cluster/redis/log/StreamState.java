package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import io.vertx.redis.client.Response;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Redis tells about a room's stream without reading it.
 *
 * @param end the position of the newest event
 * @param start the position before the oldest event
 * @param session the start of the last session; null if there was none, or if it is erased
 */
record StreamState(
        EventId end, EventId start, long erasures, @Nullable LogEntry session) {
    /** Every event's JSON starts with its type. */
    private static final String TYPE = "{\"type\":\"";

    /** Parses the fields {@code end}, {@code start}, {@code erasures} and {@code session}; null if Redis has none. */
    static @Nullable StreamState of(Response fields) {
        String end = text(fields, 0);
        EventId newest = end == null ? null : EventId.parse(end).orElse(null);
        if (newest == null) {
            return null;
        }
        String start = text(fields, 1);
        String erasures = text(fields, 2);
        String session = text(fields, 3);
        return new StreamState(
                newest,
                start == null
                        ? new EventId(newest.epoch(), 0)
                        : EventId.parse(start).orElse(newest),
                erasures == null ? 0 : Long.parseLong(erasures),
                session == null ? null : entry(session));
    }

    static @Nullable String text(Response fields, int index) {
        Response field = fields.get(index);
        return field == null ? null : field.toString();
    }

    /** Parses an entry as it is published: id, time and JSON; null if it is not one. */
    static @Nullable LogEntry entry(String text) {
        int first = text.indexOf(' ');
        int second = text.indexOf(' ', first + 1);
        EventId id = first < 0 ? null : EventId.parse(text.substring(0, first)).orElse(null);
        return id == null || second < 0
                ? null
                : entry(id, text.substring(second + 1), text.substring(first + 1, second));
    }

    /** Ids are numbered without a gap, so one that is not stored is an event that was lost. */
    private static @Nullable LogEntry entry(EventId id, String json, String appendedAt) {
        return entry(id, new EventId(id.epoch(), id.sequence() - 1), json, appendedAt);
    }

    private static @Nullable LogEntry entry(EventId id, EventId previous, String json, String appendedAt) {
        try {
            boolean hasType = json.startsWith(TYPE) && json.indexOf('"', TYPE.length()) > 0;
            return hasType ? LogEntry.read(id, previous, json, Instant.ofEpochMilli(Long.parseLong(appendedAt))) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Parses an entry of a stream; null if it is damaged. */
    static @Nullable LogEntry entry(Response entry) {
        Response fields = entry.get(1);
        EventId id = EventId.parse(entry.get(0).toString()).orElse(null);
        if (id == null || fields.size() < 4) {
            return null;
        }
        String json = fields.get(1).toString();
        String appendedAt = fields.get(3).toString();
        if (fields.size() < 6) {
            return entry(id, json, appendedAt);
        }
        // No event has the ids in between, and none was lost.
        return EventId.parse(id.epoch() + "-" + fields.get(5))
                .map(previous -> entry(id, previous, json, appendedAt))
                .orElse(null);
    }
}
