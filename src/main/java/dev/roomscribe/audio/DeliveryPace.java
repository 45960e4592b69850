package dev.roomscribe.audio;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides which increases of a track's offset (arrival minus media time) were caused by removed audio, and which only by
 * delay.
 *
 * <p>Delayed audio is delivered faster than real time until it has caught up, in bursts or evenly, so its offset
 * decreases. After a removal, audio is delivered in real time, so its offset stays. An offset is therefore decided when
 * enough audio has arrived after it while the offset neither decreased nor kept increasing, apart from jitter. Not
 * thread-safe.
 */
final class DeliveryPace {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long SAMPLES_PER_MS = Pcm16.RATE / 1_000;

    /** The audio after an offset that decides it: shorter than the silence that ends an utterance. */
    private static final long WINDOW_SAMPLES = 400 * SAMPLES_PER_MS;

    /** A larger decrease within the window is a burst of delayed audio; jitter of 30 ms in both directions is smaller. */
    private static final long MAX_JITTER_NANOS = 70 * NANOS_PER_MS;

    /**
     * How far the minimum offset of the second half of the window may be above that of the first: two lost packets of
     * 20 ms, and jitter.
     */
    private static final long MAX_RISE_NANOS = 50 * NANOS_PER_MS;

    /** How far it may be below that of the first: clock drift, and a share of the jitter. */
    private static final long MAX_FALL_NANOS = 2 * NANOS_PER_MS;

    private static final long JITTER_PER_FALL = 4;

    /** If jitter is too high for the window, the minima of blocks of this length are compared. */
    private static final long BLOCK_SAMPLES = 10_000 * SAMPLES_PER_MS;

    /** 8 % of a block: more than the packet loss of a usable connection, less than a busy machine loses. */
    private static final long MAX_BLOCK_RISE_NANOS = 800 * NANOS_PER_MS;

    /** The clock drift within a block: 500 ppm, and jitter. */
    private static final long MAX_BLOCK_FALL_NANOS = 10 * NANOS_PER_MS;

    /** After a minute, an offset is decided in any case, which limits the error. */
    private static final int MAX_UNDECIDED_BLOCKS = 6;

    /** Shorter chunks are merged, which limits the size of the window. */
    private static final long MIN_ENTRY_SAMPLES = 10 * SAMPLES_PER_MS;

    /** Consecutive samples and the lowest offset of their chunks. */
    private record Entry(long first, long end, long offset) {}

    private final Deque<Entry> window = new ArrayDeque<>();
    private long decided;

    private long blockFirst;
    private long blockMinEnd;
    private long previousBlockFirst;
    private long blockMin = Long.MAX_VALUE;
    private long previousBlockMin = Long.MAX_VALUE;
    private int undecidedBlocks;

    /** Returns the last sample with a decided offset. The audio after it counts as continuous. */
    long decided() {
        return decided;
    }

    /** Notes that the samples from {@code first} up to {@code end} arrived, with an offset in ns. */
    void arrived(long first, long end, long offset) {
        if (highest() - offset > MAX_JITTER_NANOS) {
            window.clear();
        }
        Entry last = window.peekLast();
        if (last != null && last.end - last.first < MIN_ENTRY_SAMPLES) {
            window.removeLast();
            window.addLast(new Entry(last.first, end, Math.min(last.offset, offset)));
        } else {
            window.addLast(new Entry(first, end, offset));
        }
        decideByWindow(end);
        decideByBlock(end, offset);
    }

    /** Notes that sample {@code next} does not continue the audio before it, so its own offset counts. */
    void restart(long next) {
        decided = next;
        window.clear();
        previousBlockMin = Long.MAX_VALUE;
        startBlock(next);
    }

    private long highest() {
        long highest = Long.MIN_VALUE / 2;
        for (Entry entry : window) {
            highest = Math.max(highest, entry.offset);
        }
        return highest;
    }

    private void decideByWindow(long end) {
        Entry candidate = null;
        while (window.size() > 1 && end - window.element().end >= WINDOW_SAMPLES) {
            candidate = window.remove();
        }
        if (candidate != null && isRealTime(candidate)) {
            decide(candidate.first);
        }
    }

    /** Returns whether the audio in the window was delivered in real time after {@code candidate}. */
    private boolean isRealTime(Entry candidate) {
        long middle = candidate.end + WINDOW_SAMPLES / 2;
        long firstMin = candidate.offset;
        long secondMin = Long.MAX_VALUE;
        long highest = candidate.offset;
        long jitter = 0;
        for (Entry entry : window) {
            if (entry.end <= middle) {
                firstMin = Math.min(firstMin, entry.offset);
            } else {
                secondMin = Math.min(secondMin, entry.offset);
            }
            highest = Math.max(highest, entry.offset);
            jitter = Math.max(jitter, highest - entry.offset);
        }
        long rise = secondMin - firstMin;
        return rise <= MAX_RISE_NANOS && -rise <= MAX_FALL_NANOS + jitter / JITTER_PER_FALL;
    }

    private void decideByBlock(long end, long offset) {
        if (offset < blockMin) {
            blockMin = offset;
            blockMinEnd = end;
        }
        if (end - blockFirst < BLOCK_SAMPLES) {
            return;
        }
        long rise = blockMin - previousBlockMin;
        boolean catchingUp = -rise > MAX_BLOCK_FALL_NANOS || blockMinEnd - blockFirst > BLOCK_SAMPLES / 2;
        if (previousBlockMin != Long.MAX_VALUE && !catchingUp) {
            undecidedBlocks++;
            if (rise <= MAX_BLOCK_RISE_NANOS || undecidedBlocks >= MAX_UNDECIDED_BLOCKS) {
                decide(previousBlockFirst);
            }
        }
        previousBlockMin = blockMin;
        previousBlockFirst = blockFirst;
        startBlock(end);
    }

    private void startBlock(long first) {
        blockFirst = first;
        blockMin = Long.MAX_VALUE;
    }

    private void decide(long sample) {
        if (sample > decided) {
            decided = sample;
            undecidedBlocks = 0;
        }
    }
}
