package dev.roomscribe.session.speech;

import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import dev.roomscribe.transcript.live.RoomTranscript;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports the status of one session to its room's transcript, which sends it to subscribers. A change of the state or a pause
 * is reported at once, the lag only if a reader would notice the difference, and nothing before the first state. Confined to
 * its session's event loop.
 */
public final class StatusReporter {
    private static final Duration LAG_INTERVAL = Duration.ofSeconds(2);
    private static final long LEAST_LAG_CHANGE_MS = 200;

    private final String sessionId;
    private final RoomTranscript transcript;
    private @Nullable SessionPhase phase;
    private boolean paused;
    private long lagMs;
    private long lagReadNanos;

    StatusReporter(String sessionId, RoomTranscript transcript, long startNanos) {
        this.sessionId = sessionId;
        this.transcript = transcript;
        lagReadNanos = startNanos;
    }

    /** Reports the state. */
    public void enter(SessionPhase next) {
        phase = next;
        report();
    }

    /** Reports whether the session is paused. */
    public void pause(boolean isPaused) {
        paused = isPaused;
        report();
    }

    /**
     * Reads the lag every 2 s and reports it if it has changed by 0.2 s or more.
     *
     * @param nowNanos as {@link System#nanoTime}
     */
    public void tick(long nowNanos, Supplier<StreamLoad> load) {
        if (nowNanos - lagReadNanos < LAG_INTERVAL.toNanos()) {
            return;
        }
        lagReadNanos = nowNanos;
        long current = rounded(load.get().lag());
        if (Math.abs(current - lagMs) >= LEAST_LAG_CHANGE_MS) {
            lagMs = current;
            report();
        }
    }

    /** Rounds to 0.1 s below 1 s and to 1 s above. */
    static long rounded(Duration lag) {
        long millis = lag.toMillis();
        long unit = millis < 950 ? 100 : 1_000;
        return (millis + unit / 2) / unit * unit;
    }

    private void report() {
        if (phase != null) {
            transcript.report(new SessionStatusUpdate(sessionId, phase, paused, lagMs));
        }
    }
}
