package dev.roomscribe.audio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Says when each sample of a track was spoken, by the only clock there is: the arrival of chunks.
 *
 * <p>A chunk cannot arrive before its last sample was spoken, so its <em>offset</em> (arrival minus the media time of
 * its end) is the track's true offset plus a delay of the network, never less. And the true offset never falls: mute
 * and loss leave samples out, nothing puts any in. So the offset at a chunk is at most the offset of every later one,
 * and the least of those is the best estimate of it. A stall with the burst after it thereby leaves no trace, a lost
 * packet is placed where it was lost, and jitter is gone as soon as one later chunk came through quickly.
 *
 * <p>What remains is the constant part of the network's delay, which nothing on the wire tells. Clocks that run apart
 * by 100 ppm cost 2 ms over an utterance of 20 s. Not thread-safe.
 */
public final class TrackTimeline {
    /** Offsets this close are one, so that jitter does not fill the memory; an error of at most this. */
    private static final long SAME_OFFSET_NANOS = 2_000_000;

    /** From {@code firstSample} on, until the next anchor, a sample was spoken at its media time plus the offset. */
    private record Anchor(long firstSample, long offsetNanos) {}

    private final Deque<Anchor> anchors = new ArrayDeque<>();
    private final long memorySamples;
    private long samples;

    /**
     * Creates the time-line of a track of which nothing has arrived.
     *
     * @param memory how far back {@link #nanosAt} is exact: longer than the longest utterance and the longest queue
     */
    public TrackTimeline(Duration memory) {
        memorySamples = Pcm16.samples(memory);
    }

    /**
     * Notes that the next {@code count} samples arrived.
     *
     * @param arrivedNanos when, by {@link System#nanoTime}
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
        if (last == null || offset - last.offsetNanos > SAME_OFFSET_NANOS) {
            anchors.addLast(new Anchor(first, offset));
        }
        forget();
    }

    /** Returns how many samples have arrived: the index of the next one. */
    public long samples() {
        return samples;
    }

    /**
     * Returns when a sample was spoken, by {@link System#nanoTime}. The answer gets better, and may get earlier, while
     * later chunks arrive.
     *
     * @param sample counted from the first of the track
     * @throws IllegalStateException if nothing has arrived yet
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

    private void forget() {
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
