package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Options of a Vapi voice bot.
 *
 * @param apiKey of the Vapi account: a secret that Fishjam needs to join the call
 * @param callId of the Vapi call: letters, digits and dashes
 * @param subscribeMode which tracks the bot receives
 */
public record VapiPeerOptions(String apiKey, String callId, SubscribeMode subscribeMode) {
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9-]+");

    public VapiPeerOptions {
        requireNonNull(apiKey, "apiKey is null");
        requireNonNull(subscribeMode, "subscribeMode is null");
        if (!CALL_ID.matcher(callId).matches()) {
            throw new IllegalArgumentException("callId must be letters, digits and dashes");
        }
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "VapiPeerOptions[callId=" + callId + ", subscribeMode=" + subscribeMode + "]";
    }
}
