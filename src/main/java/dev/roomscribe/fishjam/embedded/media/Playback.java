package dev.roomscribe.fishjam.embedded.media;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a recording is played into a track, and which parts are not sent. Media time counts from sample 0 and continues
 * through mutes, losses and repetitions, like the speech of a person who keeps talking.
 *
 * @param recording the audio
 * @param ending what follows the last sample
 * @param start the time of sample 0; null for the time the track is published. Playbacks with equal starts are exactly
 *     in step; a start in the past begins in the middle of the recording
 * @param muted media time with the microphone off: nothing is sent, and the track's metadata says {@code paused}
 * @param lost media time that is not sent although the microphone is on, as if the network had dropped it
 * @param network the delays of everything else
 */
public record Playback(
        Recording recording,
        Ending ending,
        @Nullable Instant start,
        List<Span> muted,
        List<Span> lost,
        NetworkConditions network) {
    /** What comes after a recording's last sample. */
    public enum Ending {
        /** Nothing more is sent. */
        STOP,
        /** The recording starts again, with no gap. */
        LOOP,
        /** Silence is sent. */
        SILENCE
    }

    /**
     * A span of media time. It contains every packet that begins in it, as a whole.
     *
     * @param from the start, inclusive
     * @param to the end, exclusive
     */
    public record Span(Duration from, Duration to) {
        public Span {
            if (from.isNegative() || to.compareTo(from) <= 0) {
                throw new IllegalArgumentException("not a span of media time: " + from + " to " + to);
            }
        }

        boolean contains(long mediaNanos) {
            return mediaNanos >= from.toNanos() && mediaNanos < to.toNanos();
        }
    }

    public Playback {
        requireNonNull(recording, "recording is null");
        requireNonNull(ending, "ending is null");
        muted = List.copyOf(muted);
        lost = List.copyOf(lost);
    }

    /** Returns a playback that plays a recording once, from the time it is published. */
    public static Playback of(Recording recording) {
        return new Playback(recording, Ending.STOP, null, List.of(), List.of(), NetworkConditions.perfect());
    }

    public Playback looping() {
        return new Playback(recording, Ending.LOOP, start, muted, lost, network);
    }

    public Playback thenSilence() {
        return new Playback(recording, Ending.SILENCE, start, muted, lost, network);
    }

    public Playback startingAt(Instant instant) {
        return new Playback(recording, ending, requireNonNull(instant, "instant is null"), muted, lost, network);
    }

    /** Adds a span of media time with the microphone off. */
    public Playback muted(Duration from, Duration to) {
        return new Playback(recording, ending, start, with(muted, from, to), lost, network);
    }

    /** Adds a span of media time whose audio is never sent. */
    public Playback lost(Duration from, Duration to) {
        return new Playback(recording, ending, start, muted, with(lost, from, to), network);
    }

    public Playback over(NetworkConditions conditions) {
        return new Playback(recording, ending, start, muted, lost, requireNonNull(conditions, "conditions is null"));
    }

    private static List<Span> with(List<Span> spans, Duration from, Duration to) {
        List<Span> more = new ArrayList<>(spans);
        more.add(new Span(from, to));
        return more;
    }

    boolean mutedAt(long mediaNanos) {
        return muted.stream().anyMatch(span -> span.contains(mediaNanos));
    }

    boolean lostAt(long mediaNanos) {
        return lost.stream().anyMatch(span -> span.contains(mediaNanos));
    }
}
