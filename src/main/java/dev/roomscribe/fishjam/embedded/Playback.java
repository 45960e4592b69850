package dev.roomscribe.fishjam.embedded;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a microphone hears, and what of it gets lost on the way. Media time counts from sample 0 and goes on through
 * mutes, losses and repetitions, as the time of a person who goes on talking does.
 *
 * @param recording what is said
 * @param ending what comes after the last sample
 * @param start when sample 0 is said; null for the moment the track is published. Several may share one, and are then
 *     exactly in step; one in the past means that the talking is under way
 * @param muted while the microphone is off: nothing is sent, and the track's metadata says {@code paused}
 * @param lost what is not sent though the microphone is on, as if the network had dropped it
 * @param network what becomes of the rest on its way
 */
public record Playback(
        Recording recording,
        Ending ending,
        @Nullable Instant start,
        List<Span> muted,
        List<Span> lost,
        Network network) {
    /** What comes after a recording's last sample. */
    public enum Ending {
        /** Nothing more is sent. */
        STOP,
        /** The same again, without a seam. */
        LOOP,
        /** An open microphone in a silent room. */
        SILENCE
    }

    /**
     * A span of media time. A packet belongs to it as a whole if it begins in it.
     *
     * @param from the first moment
     * @param to the first moment after
     */
    public record Span(Duration from, Duration to) {
        public Span {
            if (from.isNegative() || to.compareTo(from) <= 0) {
                throw new IllegalArgumentException("not a span of media time: " + from + " to " + to);
            }
        }

        boolean holds(long mediaNanos) {
            return mediaNanos >= from.toNanos() && mediaNanos < to.toNanos();
        }
    }

    public Playback {
        requireNonNull(recording, "recording is null");
        requireNonNull(ending, "ending is null");
        muted = List.copyOf(muted);
        lost = List.copyOf(lost);
    }

    /** Plays a recording once, from the moment it is published. */
    public static Playback of(Recording recording) {
        return new Playback(recording, Ending.STOP, null, List.of(), List.of(), Network.perfect());
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

    /** Adds a time with the microphone off. */
    public Playback muted(Duration from, Duration to) {
        return new Playback(recording, ending, start, with(muted, from, to), lost, network);
    }

    /** Adds a time whose audio never arrives. */
    public Playback lost(Duration from, Duration to) {
        return new Playback(recording, ending, start, muted, with(lost, from, to), network);
    }

    public Playback over(Network way) {
        return new Playback(recording, ending, start, muted, lost, requireNonNull(way, "way is null"));
    }

    private static List<Span> with(List<Span> spans, Duration from, Duration to) {
        List<Span> more = new ArrayList<>(spans);
        more.add(new Span(from, to));
        return more;
    }

    boolean mutedAt(long mediaNanos) {
        return muted.stream().anyMatch(span -> span.holds(mediaNanos));
    }

    boolean lostAt(long mediaNanos) {
        return lost.stream().anyMatch(span -> span.holds(mediaNanos));
    }
}
