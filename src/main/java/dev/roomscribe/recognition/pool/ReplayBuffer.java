package dev.roomscribe.recognition.pool;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The audio that must be decoded again if the decoder is lost: what was decoded since the last final word. Confined to
 * its stream's steps.
 */
final class ReplayBuffer {
    /** A part of a batch whose last sample was queued at {@code queuedNanos}. */
    // Never compared, so comparing the array by identity does no harm.
    @SuppressWarnings("ArrayRecordComponent")
    record Piece(short[] samples, long queuedNanos) {}

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long start;
    private long length;
    private long replayEnd;

    /** Returns the stream's sample with which the buffer begins. */
    long start() {
        return start;
    }

    /** Returns the stream's sample at which the last replay ends; 0 before the first one. */
    long replayEnd() {
        return replayEnd;
    }

    /** Adds a copy of the first {@code count} samples of {@code batch}. */
    void add(short[] batch, int count, long queuedNanos) {
        pieces.addLast(new Piece(Arrays.copyOf(batch, count), queuedNanos));
        length += count;
    }

    /** Removes the audio before {@code sample}. */
    void discardBefore(long sample) {
        while (!pieces.isEmpty() && start < sample) {
            Piece oldest = pieces.removeFirst();
            int discarded = (int) Math.min(oldest.samples.length, sample - start);
            start += discarded;
            length -= discarded;
            if (discarded < oldest.samples.length) {
                pieces.addFirst(new Piece(
                        Arrays.copyOfRange(oldest.samples, discarded, oldest.samples.length), oldest.queuedNanos));
            }
        }
    }

    /** Removes all audio; the audio that is added next begins at {@code sample}. */
    void restart(long sample) {
        pieces.clear();
        length = 0;
        start = sample;
    }

    /** Moves all audio back to the queue that it came from, to be decoded again. */
    void replayInto(StreamQueue queue, long nowNanos) {
        replayEnd = Math.max(replayEnd, start + length);
        queue.replay(pieces, start, length, nowNanos);
        restart(start);
    }
}
