package dev.roomscribe.fishjam.embedded.media;

import java.util.concurrent.TimeUnit;

/**
 * Plays a recording into a track in real time. With packets of 20 ms, packet n covers media time from n × 20 ms on and
 * is sent when its last sample has been spoken, at (n + 1) × 20 ms plus the network's delay; packets delayed by a stall
 * follow without further delay.
 *
 * <p>Fishjam's resampler delays the audio by one millisecond: the first packet is one millisecond shorter, and every
 * later packet begins one millisecond earlier.
 */
final class RecordingPlayer implements AudioPlayer {
    private static final int RESAMPLER_DELAY_BYTES = 32;

    /**
     * A start that is late by at most this, because the machine is busy, skips nothing; a later start skips to the
     * present.
     */
    private static final long MAX_START_DELAY_NANOS = 500_000_000;

    private final AudioScheduler scheduler;
    private final AudioSink sink;
    private final Playback playback;
    private final long packetNanos;
    private final int packetBytes;
    private final long startNanos;
    private final long firstPacket;
    private long nextPacket;
    private volatile boolean stopped;

    RecordingPlayer(AudioScheduler scheduler, AudioSink sink, Playback playback, long startNanos) {
        this.scheduler = scheduler;
        this.sink = sink;
        this.playback = playback;
        this.startNanos = startNanos;
        this.packetNanos = playback.network().packet().toNanos();
        this.packetBytes = Math.toIntExact(packetNanos / 1_000_000 * Recording.BYTES_PER_SECOND / 1_000);
        long elapsedNanos = scheduler.nanoTime() - startNanos;
        this.firstPacket = elapsedNanos < MAX_START_DELAY_NANOS ? 0 : elapsedNanos / packetNanos;
        this.nextPacket = firstPacket;
    }

    @Override
    public void run() {
        while (!stopped && !ended() && untilNextNanos() <= 0) {
            play(nextPacket++);
        }
        if (!stopped && !ended()) {
            scheduler.schedule(this, untilNextNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Each packet's time is computed from the start, so that delays do not add up. */
    private long untilNextNanos() {
        long spokenNanos = (nextPacket + 1) * packetNanos;
        long delayNanos = playback.network().delayNanos(nextPacket, spokenNanos);
        return startNanos + spokenNanos + delayNanos - scheduler.nanoTime();
    }

    private boolean ended() {
        return playback.ending() == Playback.Ending.STOP
                && firstByte(nextPacket) >= playback.recording().bytes();
    }

    private void play(long packet) {
        long mediaNanos = packet * packetNanos;
        boolean muted = playback.mutedAt(mediaNanos);
        sink.mutedByScript(muted);
        if (!muted && !playback.lostAt(mediaNanos) && sink.hasReceivers()) {
            byte[] pcm = samples(packet);
            if (playback.network().transmits(pcm)) {
                sink.send(pcm);
            }
        }
    }

    private byte[] samples(long packet) {
        long from = firstByte(packet);
        long to = (packet + 1) * packetBytes - RESAMPLER_DELAY_BYTES;
        if (playback.ending() == Playback.Ending.STOP) {
            to = Math.min(to, playback.recording().bytes());
        }
        byte[] pcm = new byte[(int) (to - from)];
        playback.recording().read(from, pcm, playback.ending() == Playback.Ending.LOOP);
        return pcm;
    }

    private long firstByte(long packet) {
        return packet == firstPacket ? packet * packetBytes : packet * packetBytes - RESAMPLER_DELAY_BYTES;
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
