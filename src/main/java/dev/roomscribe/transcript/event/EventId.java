package dev.roomscribe.transcript.event;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event's place in its room's log, written {@code 1790000000000-412}.
 *
 * @param epoch one life of the log: ids of two epochs cannot be compared
 * @param sequence rises from 1 within an epoch: by one from event to event, and by more where a log that was cut off goes on
 */
public record EventId(long epoch, long sequence) implements Comparable<EventId> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final Comparator<EventId> ORDER =
            Comparator.comparingLong(EventId::epoch).thenComparingLong(EventId::sequence);

    /** Reads an id; empty if it is none. */
    public static Optional<EventId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventId(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns the position after it. */
    public EventId next() {
        return new EventId(epoch, sequence + 1);
    }

    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "-" + sequence;
    }
}
