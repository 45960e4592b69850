package dev.roomscribe.transcript.event;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of an event in the log of its room, written as {@code 1790000000000-412}.
 *
 * @param epoch changes when the log is erased or created again; ids of different epochs are unrelated
 * @param sequence starts at 1 in each epoch and increases by one per event, or by more after a crash or after events
 *     were lost
 */
public record EventId(long epoch, long sequence) implements Comparable<EventId> {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final Comparator<EventId> ORDER =
            Comparator.comparingLong(EventId::epoch).thenComparingLong(EventId::sequence);

    /** Parses an id; empty if the text is not an id. */
    public static Optional<EventId> parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventId(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns the position that follows this one. */
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
