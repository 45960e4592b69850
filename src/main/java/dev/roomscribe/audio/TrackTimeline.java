package dev.roomscribe.audio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Estimates when each sample of a track was spoken from the arrival times of chunks: Fishjam sends no timestamps.
 *
 * <p>A chunk cannot arrive before its last sample was spoken, so its <em>offset</em> (arrival minus the media time of
 * its end) is the track's true offset plus a network delay, never less. The true offset never decreases: mute and loss
 * remove samples, and nothing inserts any. So the true offset at a chunk is at most the offset of every later chunk, and
 * the minimum of those is its best estimate. A stall and the burst after it therefore have no effect, a lost packet
 * shifts only the samples after it, and jitter has no effect once a later chunk has arrived without delay.
 *
 * <p>The constant part of the network delay remains, because it cannot be measured. Clocks that differ by 100 ppm cause an
 * error of 2 ms over an utterance of 20 s. Not thread-safe.
 */
public final class TrackTimeline {
    /**
     * Offsets closer than this are merged, to limit the memory that jitter needs. The merging causes at most this
     * error.
     */
    private static final long OFFSET_TOLERANCE_NANOS = 2_000_000;

    /** From {@code firstSample} up to the next anchor, a sample was spoken at its media time plus the offset. */
    private record Anchor(long firstSample, long offsetNanos) {}

    private final Deque<Anchor> anchors = new ArrayDeque<>();
    private final long memorySamples;
    private long samples;

    /**
     * Creates the timeline of a track that has not received audio yet.
     *
     * @param memory how far back {@link #nanosAt} is exact: longer than the longest utterance and the longest queue
     */
    public TrackTimeline(Duration memory) {
        memorySamples = Pcm16.samples(memory);
    }

    /**
     * Notes that the next {@code count} samples arrived.
     *
     * @param arrivedNanos the time of arrival, by {@link System#nanoTime}
     */
    public void arrived(int count, long arrivedNanos) {
        if (count <= 0) {
            return;
        }
        long first = samples;
        samples += count;
        long offset = arrivedNanos - samples * Pcm16.NANOS_PER_SAMPLE;
        Anchor last = anchors.peekLast();
        while (last != null && last.offsetNanos - offset >= 0) {
            first = anchors.removeLast().firstSample;
            last = anchors.peekLast();
        }
        if (last == null || offset - last.offsetNanos > OFFSET_TOLERANCE_NANOS) {
            anchors.addLast(new Anchor(first, offset));
        }
        discardOldAnchors();
    }

    /** Notes that the next chunk does not continue the last one: the track was muted, or the connection was lost. */
    public void discontinuity() {}

    /** Returns how many samples have arrived: the index of the next one. */
    public long samples() {
        return samples;
    }

    /**
     * Returns when a sample was spoken, by {@link System#nanoTime}. The estimate improves, and may become earlier, while
     * later chunks arrive.
     *
     * @param sample counted from the first sample of the track
     * @throws IllegalStateException if no audio has arrived yet
     */
    public long nanosAt(long sample) {
        Iterator<Anchor> newestFirst = anchors.descendingIterator();
        if (!newestFirst.hasNext()) {
            throw new IllegalStateException("No audio has arrived");
        }
        Anchor anchor = newestFirst.next();
        while (anchor.firstSample > sample && newestFirst.hasNext()) {
            anchor = newestFirst.next();
        }
        return sample * Pcm16.NANOS_PER_SAMPLE + anchor.offsetNanos;
    }

    private void discardOldAnchors() {
        while (anchors.size() > 1) {
            Iterator<Anchor> oldestFirst = anchors.iterator();
            oldestFirst.next();
            if (oldestFirst.next().firstSample >= samples - memorySamples) {
                return;
            }
            anchors.removeFirst();
        }
    }
}
