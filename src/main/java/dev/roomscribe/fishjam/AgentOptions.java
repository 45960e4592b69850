package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

/**
 * How an agent is set up. It cannot be given a name or any other metadata.
 *
 * @param sampleRate of the audio it is sent, in Hz: 16000 or 24000
 * @param subscribeMode whose audio it is sent
 */
public record AgentOptions(int sampleRate, SubscribeMode subscribeMode) {
    public AgentOptions {
        if (sampleRate != 16_000 && sampleRate != 24_000) {
            throw new IllegalArgumentException("sampleRate must be 16000 or 24000, not " + sampleRate);
        }
        requireNonNull(subscribeMode, "subscribeMode is null");
    }

    /** Returns an agent that hears everybody at 16 kHz. */
    public static AgentOptions hearingAll() {
        return new AgentOptions(16_000, SubscribeMode.AUTO);
    }

    /** Returns an agent that hears, at 16 kHz, only those it is subscribed to. */
    public static AgentOptions hearingSubscribed() {
        return new AgentOptions(16_000, SubscribeMode.MANUAL);
    }
}
