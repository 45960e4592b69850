package dev.roomscribe.fishjam.embedded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The one thread that plays all microphones of a Fishjam. It takes no lock and only queues what it sends, so neither a
 * REST call nor a slow agent can hold the audio up.
 */
final class Microphones {
    private final LongSupplier nanoTime;
    private final Instant anchor;
    private final long anchorNanos;
    private final ScheduledThreadPoolExecutor thread;

    Microphones(Clock clock, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.anchor = clock.instant();
        this.anchorNanos = nanoTime.getAsLong();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread named = new Thread(task, "embedded-fishjam-microphones");
            named.setDaemon(true);
            return named;
        });
    }

    /** Returns the wall time of now, by the one anchor that also places starts: equal starts stay exactly equal. */
    Instant now() {
        return anchor.plusNanos(nanoTime.getAsLong() - anchorNanos);
    }

    Microphone play(EmbeddedTrack track, Playback playback, Instant start) {
        long startNanos = anchorNanos + Duration.between(anchor, start).toNanos();
        Microphone microphone = new Microphone(this, track, playback, startNanos);
        schedule(microphone, 0, TimeUnit.NANOSECONDS);
        return microphone;
    }

    LiveVoice live(EmbeddedTrack track) {
        return new LiveVoice(this, track);
    }

    void schedule(Voice voice, long delay, TimeUnit unit) {
        try {
            ScheduledFuture<?> unused = thread.schedule(voice, delay, unit);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nobody is left to hear it.
            voice.stop();
        }
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void close() {
        thread.shutdownNow();
    }
}
