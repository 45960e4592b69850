package dev.roomscribe.session.speech;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.audio.TrackTimeline;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The tracks above the {@link TrackLimits}, which are not recognized: states their audio as gaps. A gap is published when
 * the track has sent nothing for a second, and every ten seconds while it sends. Confined to the session's event loop.
 */
final class ExcessTracks {
    private static final Duration TIMELINE_RETENTION = Duration.ofMinutes(1);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final long MAX_GAP_SAMPLES = 10L * Pcm16.RATE;
    /** Of more tracks, the gap of the one that began first is published early. */
    private static final int MAX_OPEN = 256;

    /** A track with audio for which no gap is published yet, or that has sent in the last second. */
    private final class Track {
        private final TrackTimeline timeline = new TrackTimeline(TIMELINE_RETENTION);
        private final AudioAccount account = new AudioAccount();
        private final TrackCaptions published;
        private final String why;
        private long arrivedNanos;

        private Track(TrackKey key, String why) {
            this.why = why;
            published = new TrackCaptions(key.peerId(), key.trackId(), timeline, captions);
        }

        private void add(int samples, long nanos) {
            arrivedNanos = nanos;
            timeline.arrived(samples, nanos);
            account.receive(samples);
            if (account.pending() >= MAX_GAP_SAMPLES) {
                publishGap();
            }
        }

        private void publishGap() {
            if (account.pending() > 0) {
                published.publishGap(account.accountedTo(), account.received(), GapReason.TOO_MANY_TRACKS, why);
                account.lose(account.received());
            }
        }

        private double accountedTo(double now) {
            return account.pending() == 0
                    ? now
                    : Math.min(now, captions.clock().seconds(timeline.nanosAt(account.accountedTo())));
        }
    }

    private final CaptionPublisher captions;
    private final Map<TrackKey, Track> open = new LinkedHashMap<>();

    ExcessTracks(CaptionPublisher captions) {
        this.captions = captions;
    }

    /**
     * Takes the next chunk of a track; returns how many samples it held.
     *
     * @param why published with the gap: which limit was reached
     */
    int accept(TrackKey key, AudioChunk chunk, String why) {
        int samples = Pcm16.decode(chunk.pcm()).length;
        if (samples > 0) {
            open.computeIfAbsent(key, unused -> new Track(key, why)).add(samples, chunk.arrivedNanos());
        }
        if (open.size() > MAX_OPEN) {
            TrackKey first = open.keySet().iterator().next();
            close(first::equals);
        }
        return samples;
    }

    /** Publishes the gaps of tracks that have stopped sending. To be called several times a second. */
    void tick(long nowNanos) {
        open.values().removeIf(track -> {
            boolean quiet = nowNanos - track.arrivedNanos >= QUIET.toNanos();
            if (quiet) {
                track.publishGap();
            }
            return quiet;
        });
    }

    /** Publishes the gaps of tracks that have ended, or are recognized from now on. */
    void close(Predicate<TrackKey> which) {
        open.entrySet().removeIf(entry -> {
            boolean closes = which.test(entry.getKey());
            if (closes) {
                entry.getValue().publishGap();
            }
            return closes;
        });
    }

    /**
     * Returns up to where the audio of each track is in a gap.
     *
     * @param now the current time in seconds from the session's start
     */
    List<TrackProgress> progress(double now) {
        return open.entrySet().stream()
                .map(entry -> new TrackProgress(
                        entry.getKey().peerId(),
                        entry.getKey().trackId(),
                        entry.getValue().accountedTo(now)))
                .toList();
    }
}
