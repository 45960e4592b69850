package dev.roomscribe.fishjam.embedded.media;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The thread that plays all tracks of an embedded Fishjam. It takes no lock and only queues what it sends, so neither a
 * REST request nor a slow agent can delay the audio. Every method may be called from any thread.
 */
public final class AudioScheduler implements AutoCloseable {
    /** The length of the audio in one message, in ns of media time. */
    public static final long CHUNK_NANOS = 20_000_000;

    private final LongSupplier nanoTime;
    private final Instant anchor;
    private final long anchorNanos;
    private final ScheduledThreadPoolExecutor thread;

    public AudioScheduler(Clock clock, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.anchor = clock.instant();
        this.anchorNanos = nanoTime.getAsLong();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread named = new Thread(task, "embedded-fishjam-audio");
            named.setDaemon(true);
            return named;
        });
    }

    /** Returns the current wall-clock time, derived from the same anchor as start times: equal starts stay equal. */
    public Instant now() {
        return anchor.plusNanos(nanoTime.getAsLong() - anchorNanos);
    }

    /** Plays a recording whose sample 0 is spoken at {@code start}, which may be in the past. */
    public AudioPlayer play(AudioSink sink, Playback playback, Instant start) {
        long startNanos = anchorNanos + Duration.between(anchor, start).toNanos();
        RecordingPlayer player = new RecordingPlayer(this, sink, playback, startNanos);
        schedule(player, 0, TimeUnit.NANOSECONDS);
        return player;
    }

    /** Returns a player for live audio of the given sample rate, in Hz. */
    public LiveAudioPlayer playLive(AudioSink sink, int sampleRate) {
        return new LiveAudioPlayer(this, sink, sampleRate);
    }

    void schedule(AudioPlayer player, long delay, TimeUnit unit) {
        try {
            ScheduledFuture<?> unused = thread.schedule(player, delay, unit);
        } catch (RejectedExecutionException e) {
            // The scheduler was closed in the meantime.
            player.stop();
        }
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Stops all playback. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
