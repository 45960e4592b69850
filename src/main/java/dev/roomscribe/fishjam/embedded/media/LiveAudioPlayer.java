package dev.roomscribe.fishjam.embedded.media;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Plays queued audio in real time: audio that arrives in bursts, as synthesized speech does, is queued until its time.
 * The queue holds ten minutes, as Fishjam's does; audio beyond that is dropped.
 */
public final class LiveAudioPlayer implements AudioPlayer {
    private static final int MAX_QUEUED_BYTES = 600 * Recording.BYTES_PER_SECOND;
    private static final int CHUNK_BYTES =
            (int) (AudioScheduler.CHUNK_NANOS / 1_000_000 * Recording.BYTES_PER_SECOND / 1_000);

    private final AudioScheduler scheduler;
    private final AudioSink sink;
    /** Used by the caller of {@link #enqueue}. */
    private final Resampler resampler;

    private final Deque<byte[]> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean playing;
    private boolean stopped;
    private long nextNanos;

    LiveAudioPlayer(AudioScheduler scheduler, AudioSink sink, int sampleRate) {
        this.scheduler = scheduler;
        this.sink = sink;
        this.resampler = new Resampler(sampleRate, Recording.SAMPLE_RATE);
    }

    /**
     * Queues audio. Called by one thread at a time.
     *
     * @param pcm signed 16-bit little-endian mono at the player's sample rate, whole samples; must not be modified
     *     afterwards
     * @return whether the queue had room for all of it; otherwise it is dropped
     */
    public boolean enqueue(byte[] pcm) {
        return enqueueResampled(resampler.resample(pcm));
    }

    private synchronized boolean enqueueResampled(byte[] pcm) {
        if (stopped || queuedBytes + pcm.length > MAX_QUEUED_BYTES) {
            return false;
        }
        queue.addLast(pcm);
        queuedBytes += pcm.length;
        if (!playing) {
            playing = true;
            nextNanos = scheduler.nanoTime();
            scheduler.schedule(this, 0, TimeUnit.NANOSECONDS);
        }
        return true;
    }

    /** Discards the audio that was not played yet. */
    public synchronized void clear() {
        queue.clear();
        queuedBytes = 0;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        clear();
    }

    @Override
    public void run() {
        byte[] chunk = nextChunk();
        if (chunk.length > 0) {
            sink.send(chunk);
        }
    }

    private synchronized byte[] nextChunk() {
        if (queuedBytes == 0) {
            playing = false;
            return new byte[0];
        }
        byte[] chunk = new byte[CHUNK_BYTES];
        int filled = 0;
        while (filled < chunk.length && !queue.isEmpty()) {
            byte[] first = queue.removeFirst();
            int taken = Math.min(first.length, chunk.length - filled);
            System.arraycopy(first, 0, chunk, filled, taken);
            filled += taken;
            if (taken < first.length) {
                queue.addFirst(Arrays.copyOfRange(first, taken, first.length));
            }
        }
        queuedBytes -= filled;
        nextNanos += AudioScheduler.CHUNK_NANOS;
        scheduler.schedule(this, nextNanos - scheduler.nanoTime(), TimeUnit.NANOSECONDS);
        return filled == chunk.length ? chunk : Arrays.copyOf(chunk, filled);
    }
}
