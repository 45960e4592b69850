package dev.roomscribe.fishjam.embedded;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Plays what it is given while it is given, in real time: speech that comes in bursts, as synthesized speech does, waits
 * for its turn. Holds ten minutes, as Fishjam does, and drops what is beyond.
 */
final class LiveVoice implements Voice {
    private static final int MOST_BYTES = 600 * Recording.BYTES_PER_SECOND;

    private final Microphones microphones;
    private final EmbeddedTrack track;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean playing;
    private boolean stopped;
    private long nextNanos;

    LiveVoice(Microphones microphones, EmbeddedTrack track) {
        this.microphones = microphones;
        this.track = track;
    }

    /** Takes PCM at 16 kHz; the array is not copied. Returns whether all of it had room. */
    synchronized boolean push(byte[] pcm) {
        if (stopped || waitingBytes + pcm.length > MOST_BYTES) {
            return false;
        }
        waiting.addLast(pcm);
        waitingBytes += pcm.length;
        if (!playing) {
            playing = true;
            nextNanos = microphones.nanoTime();
            microphones.schedule(this, 0, TimeUnit.NANOSECONDS);
        }
        return true;
    }

    /** Forgets what was not played yet. */
    synchronized void interrupt() {
        waiting.clear();
        waitingBytes = 0;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        interrupt();
    }

    @Override
    public void run() {
        byte[] chunk = next();
        if (chunk.length > 0) {
            track.send(chunk);
        }
    }

    private synchronized byte[] next() {
        if (waitingBytes == 0) {
            playing = false;
            return new byte[0];
        }
        byte[] chunk = new byte[Microphone.CHUNK_BYTES];
        int filled = 0;
        while (filled < chunk.length && !waiting.isEmpty()) {
            byte[] first = waiting.removeFirst();
            int taken = Math.min(first.length, chunk.length - filled);
            System.arraycopy(first, 0, chunk, filled, taken);
            filled += taken;
            if (taken < first.length) {
                waiting.addFirst(Arrays.copyOfRange(first, taken, first.length));
            }
        }
        waitingBytes -= filled;
        nextNanos += Microphone.CHUNK_NANOS;
        microphones.schedule(this, nextNanos - microphones.nanoTime(), TimeUnit.NANOSECONDS);
        return filled == chunk.length ? chunk : Arrays.copyOf(chunk, filled);
    }
}
