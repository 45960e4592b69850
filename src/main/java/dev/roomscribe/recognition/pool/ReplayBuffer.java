package dev.roomscribe.recognition.pool;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The audio of a stream that another decoder would have to hear if this one were lost: what was decoded since the last
 * settled word. Belongs to the stream's lane.
 */
final class ReplayBuffer {
    /** Samples that became whole at {@code queuedNanos}. */
    // Handed over, never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Piece(short[] samples, long queuedNanos) {}

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long start;
    private long length;

    /** Returns the stream's sample that it begins with. */
    long start() {
        return start;
    }

    void add(short[] batch, int count, long queuedNanos) {
        pieces.addLast(new Piece(Arrays.copyOf(batch, count), queuedNanos));
        length += count;
    }

    /** Lets go of what was before {@code sample}. */
    void forgetBefore(long sample) {
        while (!pieces.isEmpty() && start < sample) {
            Piece oldest = pieces.removeFirst();
            int gone = (int) Math.min(oldest.samples.length, sample - start);
            start += gone;
            length -= gone;
            if (gone < oldest.samples.length) {
                pieces.addFirst(
                        new Piece(Arrays.copyOfRange(oldest.samples, gone, oldest.samples.length), oldest.queuedNanos));
            }
        }
    }

    /** Lets go of all of it; what is added next begins at {@code sample}. */
    void restart(long sample) {
        pieces.clear();
        length = 0;
        start = sample;
    }

    /** Gives it back to the queue that it came from, to be decoded again. */
    void returnTo(StreamQueue queue) {
        queue.takeBack(pieces, start, length);
        restart(start);
    }
}
