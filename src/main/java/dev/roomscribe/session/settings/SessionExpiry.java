package dev.roomscribe.session.settings;

import dev.roomscribe.transcript.event.SessionEndReason;
import java.util.Optional;

/** Decides when a session ends by itself. Confined to its session's event loop. */
public final class SessionExpiry {
    private final SessionLifetime lifetime;
    private final long startNanos;
    private long lastOccupiedNanos;

    /**
     * Creates the expiry of a session whose room counts as occupied until now.
     *
     * @param startNanos when the session started, by {@link System#nanoTime}
     */
    public SessionExpiry(SessionLifetime lifetime, long startNanos, long nowNanos) {
        this.lifetime = lifetime;
        this.startNanos = startNanos;
        lastOccupiedNanos = nowNanos;
    }

    /**
     * Returns why the session has to end now; empty if it continues.
     *
     * @param occupied whether a peer that is transcribed is in the room
     */
    public Optional<SessionEndReason> check(boolean occupied, long nowNanos) {
        if (occupied) {
            lastOccupiedNanos = nowNanos;
        }
        if (nowNanos - startNanos >= lifetime.maxDuration().toNanos()) {
            return Optional.of(SessionEndReason.MAX_DURATION);
        }
        return !lifetime.idleTimeout().isZero()
                        && nowNanos - lastOccupiedNanos
                                >= lifetime.idleTimeout().toNanos()
                ? Optional.of(SessionEndReason.IDLE)
                : Optional.empty();
    }
}
