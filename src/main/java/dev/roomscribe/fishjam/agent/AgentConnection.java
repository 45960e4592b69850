package dev.roomscribe.fishjam.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.OptionalLong;

/** The connection of an agent to its room. Every method may be called from any thread. */
public interface AgentConnection {
    /**
     * Returns when anything was last received, a pong included, in {@link System#nanoTime} terms. Everything that Fishjam
     * sent before has arrived; what it sent later may be lost if the connection breaks.
     */
    long lastReceivedNanos();

    /**
     * Sends a ping.
     *
     * @return completed with the pong, after the listener has received everything that Fishjam sent before; fails if the
     *     connection is closed before
     */
    Future<Void> ping();

    /**
     * Returns since when nothing has been received, as {@link #lastReceivedNanos}, if that is longer than a working
     * connection allows; empty otherwise. The connection may recover, or be closed later.
     */
    OptionalLong stalledSinceNanos();

    /**
     * Publishes a mono audio track of signed 16-bit PCM.
     *
     * @param sampleRate in Hz: 16000 or 24000; any other makes Fishjam crash the agent
     * @param metadata of the track, shown to the other peers, such as {@code {"type":"customAudio"}}
     * @return completed when the request is sent; Fishjam does not confirm it
     */
    Future<AgentTrack> publish(int sampleRate, JsonNode metadata);

    /**
     * Closes the connection. Fishjam marks the agent as disconnected but keeps it in the room until it is deleted.
     *
     * @return completed when the connection is closed, whether or not Fishjam responds
     */
    Future<Void> close();
}
