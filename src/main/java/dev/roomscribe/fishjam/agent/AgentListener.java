package dev.roomscribe.fishjam.agent;

import dev.roomscribe.fishjam.SocketClosed;

/**
 * Receives what an agent's socket delivers. Every method is called on the socket's event loop, one call at a time, and
 * must not block. Audio can arrive before the future of {@code connectAgent} has called its handlers.
 */
public interface AgentListener {
    /** Receives the next chunk of one track. Chunks of a track arrive in order; chunks of several tracks interleave. */
    void onAudio(AudioChunk chunk);

    /** Called when a message could not be decoded. The message is skipped; the socket stays open. */
    default void onMalformedMessage() {}

    /** Called once, after everything else, when the socket is closed, by either side or by a network failure. */
    void onClosed(SocketClosed closed);
}
