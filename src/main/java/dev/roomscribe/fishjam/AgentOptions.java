package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/**
 * Options of an agent. An agent has no name and no other metadata.
 *
 * @param sampleRate of the audio it receives, in Hz: 16000 or 24000
 * @param subscribeMode which tracks it receives
 */
public record AgentOptions(int sampleRate, SubscribeMode subscribeMode) {
    public AgentOptions {
        if (sampleRate != 16_000 && sampleRate != 24_000) {
            throw new IllegalArgumentException("sampleRate must be 16000 or 24000, not " + sampleRate);
        }
        requireNonNull(subscribeMode, "subscribeMode is null");
    }

    /** Returns options for an agent that receives the audio of every other peer at 16 kHz. */
    public static AgentOptions autoSubscribe() {
        return new AgentOptions(16_000, SubscribeMode.AUTO);
    }

    /** Returns options for an agent that receives, at 16 kHz, only the peers and tracks it is subscribed to. */
    public static AgentOptions manualSubscribe() {
        return new AgentOptions(16_000, SubscribeMode.MANUAL);
    }
}
