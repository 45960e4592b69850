package dev.roomscribe.audio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Estimates when each sample of a track was spoken from the arrival times of chunks: Fishjam sends no timestamps.
 *
 * <p>A chunk cannot arrive before its last sample was spoken, so its <em>offset</em> (arrival minus the media time of
 * its end) is the track's true offset plus a network delay, never less. The true offset never decreases, except for clock
 * drift: mute and loss remove samples, and nothing inserts any. So the true offset at a chunk is at most the minimum
 * offset of that chunk and all later ones.
 *
 * <p>At first, removed and delayed audio look alike: the offset increases. {@link DeliveryPace} decides by what follows.
 * <ul>
 *   <li>Until an increase is decided, the audio counts as continuous: a stall does not change any time, however long it
 *       is and however the delayed audio arrives (immediately, faster than real time, in pieces).
 *   <li>When 400 ms of audio have arrived in real time after the increase, it counts as removed audio, from the chunk at
 *       which it began, and the minimum offset applies. So an utterance whose endpoint needs 400 ms of audio or more has
 *       its true times at its endpoint, also directly after a mute.
 *   <li>If a later offset is lower, the increase was a delay, and the times are corrected.
 *   <li>{@link #discontinuity} states a removal that is known, so that nothing has to be decided.
 * </ul>
 *
 * <p>These errors remain:
 * <ul>
 *   <li>The constant part of the network delay cannot be measured.
 *   <li>Audio after an unannounced mute is early by the length of the mute, at most {@value #MAX_STALL_SECONDS} s, until 400
 *       ms of it have arrived in real time. This concerns finals that are made sooner, or while that audio catches up.
 *   <li>Audio after an announced mute that arrives late is late by its delay until it has caught up.
 *   <li>Packets that are lost in late audio take effect when it has caught up. Until then it is early by what was lost, and
 *       afterwards late by no more than that.
 *   <li>Audio that is delivered evenly at more than 85 % of real time cannot be distinguished from audio with packet loss:
 *       it is late by its delay until it has caught up. The same is true for catching up at less than 1.05 times real time.
 *   <li>If jitter of more than 70 ms and packet loss occur together, losses take effect after 10 to 20 s; if they exceed
 *       8 %, after 60 to 70 s. Audio is early by what was lost in that time. For the same reason, a delay that stays
 *       constant for 20 s counts as removed audio until it decreases.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class TrackTimeline {
    /**
     * Offsets closer than this are merged, to limit the memory that jitter needs. The merging causes at most this
     * error.
     */
    private static final long OFFSET_TOLERANCE_NANOS = 2_000_000;

    /** A longer pause between two chunks is a mute, because no stall of a working connection lasts so long. */
    private static final int MAX_STALL_SECONDS = 15;

    private static final long MAX_STALL_NANOS = MAX_STALL_SECONDS * 1_000_000_000L;

    /** From {@code firstSample} up to the next anchor, the minimum offset of a sample and all later ones. */
    private record Anchor(long firstSample, long offsetNanos) {}

    private final Deque<Anchor> anchors = new ArrayDeque<>();
    private final DeliveryPace pace = new DeliveryPace();
    private final long memorySamples;

    /** The first arrival. Times are relative to it, so the clock may overflow. */
    private long originNanos;

    private long lastArrivalNanos;
    private long samples;
    private boolean discontinuous;

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
        if (samples == 0) {
            originNanos = arrivedNanos;
        } else if (discontinuous || arrivedNanos - lastArrivalNanos > MAX_STALL_NANOS) {
            discardUndecidedAnchors();
            pace.restart(samples);
        }
        discontinuous = false;
        lastArrivalNanos = arrivedNanos;
        long first = samples;
        samples += count;
        long offset = arrivedNanos - originNanos - samples * Pcm16.NANOS_PER_SAMPLE;
        addAnchor(first, offset);
        pace.arrived(first, samples, offset);
        discardOldAnchors();
    }

    /**
     * Notes that the next chunk does not continue the last one, because the track was muted or disconnected. Its time is
     * taken from its own arrival and later ones. Has no effect before the first chunk or if no chunk follows.
     */
    public void discontinuity() {
        discontinuous = true;
    }

    /** Returns how many samples have arrived: the index of the next one. */
    public long samples() {
        return samples;
    }

    /**
     * Returns when a sample was spoken, by {@link System#nanoTime}. Never decreases from one sample to a later one. The
     * estimate improves while later chunks arrive.
     *
     * @param sample counted from the first sample of the track
     * @throws IllegalStateException if no audio has arrived yet
     */
    public long nanosAt(long sample) {
        if (samples == 0) {
            throw new IllegalStateException("No audio has arrived");
        }
        long decided = Math.min(sample, pace.decided());
        Iterator<Anchor> newestFirst = anchors.descendingIterator();
        Anchor anchor = newestFirst.next();
        while (anchor.firstSample > decided && newestFirst.hasNext()) {
            anchor = newestFirst.next();
        }
        return originNanos + sample * Pcm16.NANOS_PER_SAMPLE + anchor.offsetNanos;
    }

    private void addAnchor(long firstSample, long offset) {
        long first = firstSample;
        Anchor last = anchors.peekLast();
        while (last != null && last.offsetNanos >= offset) {
            first = anchors.removeLast().firstSample;
            last = anchors.peekLast();
        }
        if (last == null || offset - last.offsetNanos > OFFSET_TOLERANCE_NANOS) {
            anchors.addLast(new Anchor(first, offset));
        }
    }

    /** Makes the audio before a discontinuity continuous where no increase of its offset was decided. */
    private void discardUndecidedAnchors() {
        while (anchors.size() > 1 && anchors.getLast().firstSample > pace.decided()) {
            anchors.removeLast();
        }
    }

    private void discardOldAnchors() {
        long oldest = Math.min(samples - memorySamples, pace.decided());
        while (anchors.size() > 1) {
            Iterator<Anchor> oldestFirst = anchors.iterator();
            oldestFirst.next();
            if (oldestFirst.next().firstSample > oldest) {
                return;
            }
            anchors.removeFirst();
        }
    }
}
