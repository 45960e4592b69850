package dev.roomscribe.fishjam.agent;

import dev.roomscribe.fishjam.SocketClosed;

/**
 * Hears what an agent hears. Every method is called on the event loop of the agent's socket, one at a time, and must not
 * wait; audio can come before the callbacks of the connecting future have run.
 */
public interface AgentListener {
    /** Takes the next piece of one track. In order for each track; tracks take turns. */
    void onAudio(AudioChunk chunk);

    /** Learns of a message that could not be read. It was left out; the socket goes on. */
    default void onMalformedFrame() {}

    /** Learns that the socket is gone, whoever closed it. Called once, after everything else. */
    void onClosed(SocketClosed closed);
}
