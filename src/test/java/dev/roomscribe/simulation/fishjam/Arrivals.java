package dev.roomscribe.simulation.fishjam;

import java.util.List;

/** When a peer's audio arrived at the service: what can be known of when it was spoken. */
public final class Arrivals {
    /** How much audio it takes to tell removed audio from delayed audio. */
    private static final long DECIDING_NANOS = 500_000_000;
    /** A person from which nothing arrived for longer was not sending. */
    private static final long MAX_CHUNK_INTERVAL_NANOS = 100_000_000;

    private final List<SentChunk.Arrival> all;
    private final NetworkDelay delay;

    Arrivals(List<SentChunk.Arrival> all, NetworkDelay delay) {
        this.all = all;
        this.delay = delay;
    }

    /** Returns the shortest time that audio takes; it stays in all times, because it cannot be measured from one side. */
    public long constantNanos() {
        return delay.constantNanos();
    }

    /**
     * Returns whether the arrival times determine when a word was spoken. In the same uninterrupted piece of audio, a chunk
     * that arrived without delay must come before the word or within it, and another within it or after it. Unless it is
     * the first piece, its beginning must also be long and punctual enough to tell it from delayed audio.
     *
     * @param endNanos when the session ended: audio that arrived later tells it nothing
     */
    public boolean determine(SpokenWord word, long endNanos) {
        int last = 0;
        while (last < all.size() && all.get(last).endNanos() < word.endNanos()) {
            last++;
        }
        if (last == all.size()) {
            return false;
        }
        int first = end(last, -1);
        int end = end(last, 1);
        while (end > last && all.get(end).arrivedNanos() > endNanos) {
            end--;
        }
        return isPunctual(first, last) && isPunctual(last, end) && (first == 0 || isUndisturbed(first, end, word));
    }

    private boolean isUndisturbed(int from, int to, SpokenWord word) {
        long until = Math.max(word.endNanos() + DECIDING_NANOS, all.get(from).endNanos() + DECIDING_NANOS);
        int at = from;
        while (at <= to && all.get(at).endNanos() < until) {
            if (isLate(all.get(at))) {
                return false;
            }
            at++;
        }
        return at <= to || all.get(to).endNanos() - all.get(from).endNanos() >= DECIDING_NANOS;
    }

    /**
     * Returns whether a chunk that did not arrive continues audio that was arriving until a time, and was not delayed at
     * first.
     */
    boolean continues(SentChunk chunk, long untilNanos) {
        int last = all.size() - 1;
        while (last >= 0 && all.get(last).arrivedNanos() > untilNanos) {
            last--;
        }
        return last >= 0
                && all.get(last).capture() == chunk.capture()
                && untilNanos - all.get(last).arrivedNanos() < MAX_CHUNK_INTERVAL_NANOS
                && isPunctual(end(last, -1), last);
    }

    private boolean isLate(SentChunk.Arrival arrival) {
        return delay.isLate(arrival.delayNanos());
    }

    private boolean isPunctual(int from, int to) {
        return all.subList(from, to + 1).stream().anyMatch(arrival -> !isLate(arrival));
    }

    /** Returns the first or the last chunk of an uninterrupted piece of audio. */
    private int end(int from, int step) {
        int at = from;
        while (at + step >= 0
                && at + step < all.size()
                && adjoins(all.get(Math.min(at, at + step)), all.get(Math.max(at, at + step)))) {
            at += step;
        }
        return at;
    }

    private static boolean adjoins(SentChunk.Arrival one, SentChunk.Arrival next) {
        return one.capture() == next.capture() && one.index() + 1 == next.index();
    }
}
