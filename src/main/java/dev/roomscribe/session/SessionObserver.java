package dev.roomscribe.session;

import dev.roomscribe.transcript.event.SessionEndReason;

/**
 * Receives the starts, stops and ends of sessions, in order. Called on any thread and while a lock is held, so it must not
 * block. A session that another process has taken over has not ended.
 */
public interface SessionObserver {
    /** Called when a client starts a room with the default options, whether or not that succeeds. */
    default void onStartRequested(String roomId) {}

    /** Called when a client stops a room, or a session ends that a client has paused. */
    default void onStopRequested(String roomId) {}

    /** Called when a session that had started has ended. */
    default void onEnded(String roomId, StartOptions options, SessionEndReason reason) {}

    /** Called after {@link #onEnded}, without a lock; {@code requested} if a client or a shutdown ended the session. */
    default void afterEnd(String roomId, SessionEndReason reason, boolean requested) {}
}
