package dev.roomscribe.session.speech;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.fishjam.agent.AudioChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Audio that arrives directly after a pause began, until it is known which of it was spoken before. A chunk arrives after
 * its last sample was spoken, and the audio of a track arrives in order, so each arrival bounds the times of all samples
 * before it; only a sample that was certainly spoken before the pause counts. Its bytes are bounded: what arrives beyond
 * is dropped, which moves no bound to an earlier time. Confined to its session's event loop.
 */
public final class LateAudio {
    /** About 100 tracks for a second. */
    static final int MAX_BYTES = 4 << 20;

    private final long pausedNanos;
    private final Map<TrackKey, List<AudioChunk>> tracks = new LinkedHashMap<>();
    private int bytes;

    /** Creates a buffer without audio, for a pause that began at this {@link System#nanoTime}. */
    public LateAudio(long pausedNanos) {
        this.pausedNanos = pausedNanos;
    }

    public void add(AudioChunk chunk) {
        if (bytes + chunk.pcm().length <= MAX_BYTES) {
            bytes += chunk.pcm().length;
            tracks.computeIfAbsent(new TrackKey(chunk.peerId(), chunk.trackId()), key -> new ArrayList<>())
                    .add(chunk);
        }
    }

    /** Returns the audio that was spoken before the pause; of each track in order. */
    public List<AudioChunk> before() {
        return tracks.values().stream()
                .flatMap(chunks -> before(chunks).stream())
                .toList();
    }

    private List<AudioChunk> before(List<AudioChunk> chunks) {
        List<AudioChunk> before = new ArrayList<>();
        long endNanos = Long.MAX_VALUE;
        for (int i = chunks.size() - 1; i >= 0; i--) {
            AudioChunk chunk = chunks.get(i);
            // Relative to the pause, so that the clock may overflow.
            endNanos = Math.min(endNanos, chunk.arrivedNanos() - pausedNanos);
            int samples = chunk.pcm().length / 2;
            long late = endNanos <= 0 ? 0 : (endNanos + Pcm16.NANOS_PER_SAMPLE - 1) / Pcm16.NANOS_PER_SAMPLE;
            if (late == 0) {
                before.add(0, chunk);
            } else if (late < samples) {
                byte[] pcm = Arrays.copyOf(chunk.pcm(), 2 * (int) (samples - late));
                before.add(
                        0,
                        new AudioChunk(
                                chunk.peerId(), chunk.trackId(), chunk.trackMetadata(), pcm, chunk.arrivedNanos()));
            }
            endNanos -= samples * Pcm16.NANOS_PER_SAMPLE;
        }
        return before;
    }
}
