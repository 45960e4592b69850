package dev.roomscribe.simulation.redis;

import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A stream of Redis. */
final class StreamData {
    private static final EventId LAST = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    private final TreeMap<EventId, List<String>> entries = new TreeMap<>();
    private EventId top = new EventId(0, 0);

    String add(String id, List<String> fields) {
        EventId parsed = parse(id, 0);
        if (parsed.compareTo(top) <= 0) {
            throw new RedisError("ERR The ID specified in XADD is equal or smaller than the target stream top item");
        }
        entries.put(parsed, List.copyOf(fields));
        top = parsed;
        return parsed.toString();
    }

    StreamData copy() {
        StreamData copied = new StreamData();
        copied.entries.putAll(entries);
        copied.top = top;
        return copied;
    }

    int size() {
        return entries.size();
    }

    long trimToLength(long length) {
        long removed = 0;
        while (entries.size() > length) {
            entries.pollFirstEntry();
            removed++;
        }
        return removed;
    }

    long trimTo(String minId) {
        NavigableMap<EventId, List<String>> old = entries.headMap(parse(minId, 0), false);
        long removed = old.size();
        old.clear();
        return removed;
    }

    long delete(List<String> ids) {
        return ids.stream().filter(id -> entries.remove(parse(id, 0)) != null).count();
    }

    /** Returns entries in ascending order, or descending if {@code reverse}; then {@code from} is the higher one. */
    List<Object> range(String from, String to, long count, boolean reverse) {
        NavigableMap<EventId, List<String>> all = reverse ? entries.descendingMap() : entries;
        String low = reverse ? to : from;
        String high = reverse ? from : to;
        List<Object> found = new ArrayList<>();
        for (Map.Entry<EventId, List<String>> entry : all.entrySet()) {
            if (found.size() >= count) {
                break;
            }
            if (isAbove(entry.getKey(), low) && isBelow(entry.getKey(), high)) {
                found.add(List.of(entry.getKey().toString(), new ArrayList<Object>(entry.getValue())));
            }
        }
        return found;
    }

    private static boolean isAbove(EventId id, String bound) {
        if (bound.equals("-")) {
            return true;
        }
        return bound.startsWith("(")
                ? id.compareTo(parse(bound.substring(1), 0)) > 0
                : id.compareTo(parse(bound, 0)) >= 0;
    }

    private static boolean isBelow(EventId id, String bound) {
        if (bound.equals("+")) {
            return true;
        }
        return bound.startsWith("(")
                ? id.compareTo(parse(bound.substring(1), Long.MAX_VALUE)) < 0
                : id.compareTo(parse(bound, Long.MAX_VALUE)) <= 0;
    }

    private static EventId parse(String text, long sequence) {
        int dash = text.indexOf('-');
        if (text.equals("+")) {
            return LAST;
        }
        return dash < 0
                ? new EventId(Long.parseLong(text), sequence)
                : new EventId(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }
}
