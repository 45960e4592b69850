package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.transcript.event.SessionEndReason;
import org.jspecify.annotations.Nullable;

/**
 * Receives what happens to an agent, on the session's event loop. After {@link RoomAgent#leave} only
 * {@link #onMalformedMessage} may be called.
 */
public interface RoomAgentListener {
    /** Receives a chunk of one track; may be called before {@link RoomAgent#join} has completed. */
    void onAudio(AudioChunk chunk);

    /** Called for a message of Fishjam's that could not be parsed and was skipped. */
    void onMalformedMessage();

    /**
     * Called when the connection is lost and the agent starts to reconnect.
     *
     * @param lastReceivedNanos when Fishjam last sent anything on it, by {@link System#nanoTime}
     */
    void onConnectionLost(long lastReceivedNanos);

    /** Called when the agent receives the room's audio again, or for the first time after {@link RoomAgent#takeOver}. */
    void onReconnected();

    /**
     * Called when the agent has lost its connection and will not reconnect.
     *
     * @param detail what happened, a message for API clients; null if the reason is sufficient
     */
    void onTerminated(SessionEndReason reason, @Nullable String detail);
}
