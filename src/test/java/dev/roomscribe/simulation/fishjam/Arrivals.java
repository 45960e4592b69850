package dev.roomscribe.simulation.fishjam;

import java.util.List;

/** When a peer's audio arrived at the service: what can be known of when it was spoken. */
public final class Arrivals {
    private final List<SentChunk.Arrival> all;
    private final long constantNanos;
    private final long usualNanos;

    Arrivals(List<SentChunk.Arrival> all, long constantNanos, long usualNanos) {
        this.all = all;
        this.constantNanos = constantNanos;
        this.usualNanos = usualNanos;
    }

    /** Returns the shortest time that audio takes; it stays in all times, because it cannot be measured from one side. */
    public long constantNanos() {
        return constantNanos;
    }

    /**
     * Returns whether the arrival times determine when a word was spoken: in the same uninterrupted piece of audio, a
     * chunk that arrived without delay came before the word or within it, and another within it or after it.
     */
    public boolean determine(SpokenWord word) {
        int last = -1;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).endNanos() >= word.endNanos()) {
                last = i;
                break;
            }
        }
        return last >= 0 && isPunctual(last, -1, word) && isPunctual(last, 1, word);
    }

    private boolean isPunctual(int from, int step, SpokenWord word) {
        for (int i = from; i >= 0 && i < all.size(); i += step) {
            if (all.get(i).delayNanos() <= usualNanos + 4_000_000) {
                return true;
            }
            int next = i + step;
            if (next < 0 || next >= all.size() || !adjoins(all.get(Math.min(i, next)), all.get(Math.max(i, next)))) {
                return false;
            }
        }
        return false;
    }

    private static boolean adjoins(SentChunk.Arrival one, SentChunk.Arrival next) {
        return one.capture() == next.capture() && one.index() + 1 == next.index();
    }
}
