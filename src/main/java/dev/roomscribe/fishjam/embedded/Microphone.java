package dev.roomscribe.fishjam.embedded;

import java.util.concurrent.TimeUnit;

/**
 * Plays a recording into a track in real time. With packets of 20 ms, chunk n covers media time from n × 20 ms on and is
 * sent when its last sample has been said, at (n + 1) × 20 ms, or as late as the network has it; those that a stall has
 * delayed follow at once.
 *
 * <p>Fishjam's resampler holds back one millisecond for good: the first chunk is that much shorter, and every later one
 * begins that much before its time.
 *
 * <p>Runs on the thread of {@link Microphones} alone, apart from {@link #stop}.
 */
final class Microphone implements Voice {
    static final long CHUNK_NANOS = 20_000_000;
    static final int CHUNK_BYTES = 640;
    static final int HELD_BACK_BYTES = 32;

    /** Who is so little late was kept by a busy machine, and says it all; who is later has joined in the middle. */
    private static final long BUSY_NANOS = 500_000_000;

    private final Microphones microphones;
    private final EmbeddedTrack track;
    private final Playback playback;
    private final long packetNanos;
    private final int packetBytes;
    private final long startNanos;
    private final long firstChunk;
    private long nextChunk;
    private volatile boolean stopped;

    Microphone(Microphones microphones, EmbeddedTrack track, Playback playback, long startNanos) {
        this.microphones = microphones;
        this.track = track;
        this.playback = playback;
        this.startNanos = startNanos;
        this.packetNanos = playback.network().packet().toNanos();
        this.packetBytes = Math.toIntExact(packetNanos / 1_000_000 * Recording.BYTES_PER_SECOND / 1_000);
        long sinceNanos = microphones.nanoTime() - startNanos;
        this.firstChunk = sinceNanos < BUSY_NANOS ? 0 : sinceNanos / packetNanos;
        this.nextChunk = firstChunk;
    }

    @Override
    public void run() {
        while (!stopped && !ended() && dueNanos() <= 0) {
            play(nextChunk++);
        }
        if (!stopped && !ended()) {
            microphones.schedule(this, dueNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Each chunk's moment comes from the start, so that delays do not add up. */
    private long dueNanos() {
        long saidNanos = (nextChunk + 1) * packetNanos;
        long late = playback.network().delayNanos(nextChunk, saidNanos);
        return startNanos + saidNanos + late - microphones.nanoTime();
    }

    private boolean ended() {
        return playback.ending() == Playback.Ending.STOP
                && firstByte(nextChunk) >= playback.recording().bytes();
    }

    private void play(long chunk) {
        long mediaNanos = chunk * packetNanos;
        boolean muted = playback.mutedAt(mediaNanos);
        track.pausedByScript(muted);
        if (!muted && !playback.lostAt(mediaNanos) && track.heard()) {
            byte[] packet = samples(chunk);
            if (playback.network().sends(packet)) {
                track.send(packet);
            }
        }
    }

    private byte[] samples(long chunk) {
        long from = firstByte(chunk);
        long to = (chunk + 1) * packetBytes - HELD_BACK_BYTES;
        if (playback.ending() == Playback.Ending.STOP) {
            to = Math.min(to, playback.recording().bytes());
        }
        byte[] pcm = new byte[(int) (to - from)];
        playback.recording().read(from, pcm, playback.ending() == Playback.Ending.LOOP);
        return pcm;
    }

    private long firstByte(long chunk) {
        return chunk == firstChunk ? chunk * packetBytes : chunk * packetBytes - HELD_BACK_BYTES;
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
