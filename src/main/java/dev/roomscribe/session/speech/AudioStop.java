package dev.roomscribe.session.speech;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the audio of a track has stopped. A muted track sends nothing, but so does a track whose network stalls, and
 * then the rest of a word may follow. Times are by {@link System#nanoTime}. Confined to its session's event loop.
 *
 * <pre>
 *               announce                  all earlier audio received
 *   UNANNOUNCED ───────▶ ANNOUNCED ─────────────────────────────────▶ CONFIRMED: the audio stops after a short silence
 *        ▲                   │                                            │
 *        └──────revoke───────┴───revoke, or audio still arrives───────────┘
 * </pre>
 */
final class AudioStop {
    /** How much later than its announcement audio may reach Fishjam: longer than the usual jitter. */
    private static final Duration SETTLING_TIME = Duration.ofMillis(200);

    /** How long a track may send no audio in a pause between two words: no word is divided there. */
    private static final Duration PAUSE_TIMEOUT = Duration.ofSeconds(1);

    /** A track that sent nothing for so long before the announcement was stalled, or was announced late. */
    private static final Duration STALL = Duration.ofMillis(400);

    /** A session looks at its tracks ten times a second. A longer time between two looks was a stall of the service itself. */
    private static final Duration OWN_STALL = Duration.ofMillis(300);

    private static final class Announcement {
        final long nanos;
        /** How long after {@link #confirmedNanos} audio revokes it. */
        final Duration validity;

        boolean confirmed;
        long confirmedNanos;

        Announcement(long nanos, Duration validity) {
            this.nanos = nanos;
            this.validity = validity;
        }
    }

    private final Duration flushTimeout;
    private long lastArrivalNanos;
    private long lastLookNanos;
    private boolean receiving;
    private @Nullable Announcement announcement;

    /** @param flushTimeout how long a stop that was not announced is taken for a stall in the middle of a word */
    AudioStop(Duration flushTimeout) {
        this.flushTimeout = flushTimeout;
    }

    /**
     * Notes that the session looks whether the audio has stopped. Time in which the service itself has stalled does not count:
     * audio has arrived meanwhile, and waits to be read.
     */
    void look(long nowNanos) {
        long sinceLastLook = nowNanos - lastLookNanos;
        if (receiving && sinceLastLook > OWN_STALL.toNanos()) {
            lastArrivalNanos += sinceLastLook;
        }
        // Audio is handled a little later than it arrived.
        if (!receiving || sinceLastLook > 0) {
            lastLookNanos = nowNanos;
        }
    }

    /** Notes that audio arrived. Audio that arrives long after an announcement was confirmed revokes it. */
    void audioArrived(long nowNanos) {
        lastArrivalNanos = nowNanos;
        receiving = true;
        Announcement last = announcement;
        if (last != null && last.confirmed && nowNanos - last.confirmedNanos > last.validity.toNanos()) {
            announcement = null;
        }
    }

    /**
     * Notes that the track is said to send no more.
     *
     * @param received completes when all audio that was sent before has arrived or is lost, with the time; never fails
     * @param onConfirmed called then, unless the announcement was revoked or replaced
     */
    void announce(long nowNanos, Future<Long> received, Duration validity, Runnable onConfirmed) {
        Announcement latest = new Announcement(nowNanos, validity);
        announcement = latest;
        received.onSuccess(nanos -> {
            latest.confirmed = true;
            latest.confirmedNanos = nanos;
            if (announcement == latest) {
                onConfirmed.run();
            }
        });
    }

    /** Notes that the track sends again. */
    void revoke() {
        announcement = null;
    }

    /** Notes that the open utterance was ended, so that the audio stops only after more of it has arrived. */
    void end() {
        receiving = false;
    }

    /** Returns whether audio arrived since the last {@link #end}. */
    boolean isReceiving() {
        return receiving;
    }

    /** Returns whether the track is said to send no more. */
    boolean isAnnounced() {
        return announcement != null;
    }

    /** Returns whether the track is said to send no more, and all audio sent before has arrived. */
    boolean isConfirmed() {
        return announcement != null && announcement.confirmed;
    }

    boolean isSilentFor(long nowNanos, Duration duration) {
        return nowNanos - lastArrivalNanos > duration.toNanos();
    }

    /**
     * Returns whether no audio has arrived for so long that none that continues it can be expected.
     *
     * @param paused whether the audio received last contains no sound
     */
    boolean hasStopped(long nowNanos, boolean paused) {
        Announcement last = announcement;
        if (last == null || !last.confirmed) {
            return isSilentFor(nowNanos, paused ? shorter(PAUSE_TIMEOUT, flushTimeout) : flushTimeout);
        }
        // What was received is all that Fishjam had. Its peer's network may have stalled too.
        boolean stalled = last.nanos - lastArrivalNanos > STALL.toNanos();
        Duration timeout = receiving && stalled ? shorter(PAUSE_TIMEOUT, flushTimeout) : SETTLING_TIME;
        return isSilentFor(nowNanos, timeout) && nowNanos - last.confirmedNanos > timeout.toNanos();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
