package dev.roomscribe.transcript.event;

/**
 * The status of the running session. It is sent when it changes and is never stored; each one replaces the one before.
 *
 * @param paused whether nothing is recognized or stored, because a client paused the session
 * @param lagMs how long the oldest audio that is not decoded yet has waited, in milliseconds; rounded
 */
public record SessionStatusUpdate(String sessionId, SessionPhase state, boolean paused, long lagMs)
        implements CaptionEvent {
    @Override
    public String type() {
        return "session.status";
    }
}
