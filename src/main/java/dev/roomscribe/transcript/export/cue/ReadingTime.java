package dev.roomscribe.transcript.export.cue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Lets cues stay until they can have been read, at 17 characters a second, unless another follows; and none flash up for
 * less than a second, unless the same voice goes on. People who talk faster than that can be read are quoted all the same.
 */
public final class ReadingTime implements Iterator<Cue> {
    private static final double CHARACTERS_A_MS = 0.017;

    private final Iterator<Cue> source;
    /** Those that begin within a second of the first, and the one after them. */
    private final Deque<Cue> ahead = new ArrayDeque<>();

    /** @param source by their beginning */
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
        long second = cue.fromMs() + CueLayout.SHORTEST_MS;
        while (source.hasNext() && (ahead.isEmpty() || ahead.getLast().fromMs() < second)) {
            ahead.addLast(source.next());
        }
        long readable = cue.fromMs() + Math.round(cue.length() / CHARACTERS_A_MS);
        long next = ahead.isEmpty() ? Long.MAX_VALUE : ahead.getFirst().fromMs();
        long own = ahead.stream()
                .filter(later -> later.voice().equals(cue.voice()))
                .mapToLong(Cue::fromMs)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        long end = Math.max(cue.toMs(), Math.max(Math.min(readable, next), Math.min(second, own)));
        return cue.until(Math.min(end, cue.fromMs() + CueLayout.LONGEST_MS));
    }
}
