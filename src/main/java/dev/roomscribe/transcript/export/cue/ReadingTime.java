package dev.roomscribe.transcript.export.cue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Extends cues to a reading speed of 17 characters per second, until the next cue begins, and to at least one second,
 * until the next cue of the same voice begins. Text that is spoken faster than it can be read is not shortened.
 */
public final class ReadingTime implements Iterator<Cue> {
    private static final double CHARACTERS_PER_MS = 0.017;

    private final Iterator<Cue> source;
    /** The cues that begin within a second of the first one, and the one after them. */
    private final Deque<Cue> ahead = new ArrayDeque<>();

    /** @param source cues ordered by start */
    public ReadingTime(Iterator<Cue> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || source.hasNext();
    }

    @Override
    public Cue next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Cue cue = ahead.isEmpty() ? source.next() : ahead.removeFirst();
        long minEnd = cue.fromMs() + CueLayout.MIN_DURATION_MS;
        while (source.hasNext() && (ahead.isEmpty() || ahead.getLast().fromMs() < minEnd)) {
            ahead.addLast(source.next());
        }
        long readEnd = cue.fromMs() + Math.round(cue.length() / CHARACTERS_PER_MS);
        long next = ahead.isEmpty() ? Long.MAX_VALUE : ahead.getFirst().fromMs();
        long nextOfVoice = ahead.stream()
                .filter(later -> later.voice().equals(cue.voice()))
                .mapToLong(Cue::fromMs)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        long end = Math.max(cue.toMs(), Math.max(Math.min(readEnd, next), Math.min(minEnd, nextOfVoice)));
        return cue.until(Math.min(end, cue.fromMs() + CueLayout.MAX_DURATION_MS));
    }
}
