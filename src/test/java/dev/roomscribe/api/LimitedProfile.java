package dev.roomscribe.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.Map;

/** A service with limits that a test reaches. Requests without {@code X-Forwarded-For} have none per address. */
public class LimitedProfile implements QuarkusTestProfile {
    static final int MAX_CONNECTIONS = 500;
    static final int PER_ADDRESS = 3;
    static final int MAX_SUBSCRIBERS = 5;
    static final String WEBHOOK_SECRET = "shared-secret";
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Override
    public Map<String, String> getConfigOverrides() {
        String timeout = TIMEOUT.toSeconds() + "s";
        return Map.ofEntries(
                Map.entry("roomscribe.limits.max-connections", String.valueOf(MAX_CONNECTIONS)),
                Map.entry("roomscribe.limits.header-timeout", timeout),
                Map.entry("roomscribe.limits.body-timeout", timeout),
                Map.entry("roomscribe.limits.idle-timeout", timeout),
                Map.entry("roomscribe.limits.write-timeout", timeout),
                Map.entry("roomscribe.limits.starts-per-minute", String.valueOf(PER_ADDRESS)),
                Map.entry("roomscribe.limits.streams", String.valueOf(PER_ADDRESS)),
                Map.entry("roomscribe.limits.exports-per-minute", String.valueOf(PER_ADDRESS)),
                Map.entry("roomscribe.limits.failed-authentications-per-minute", String.valueOf(PER_ADDRESS)),
                Map.entry("roomscribe.transcript.max-subscribers", String.valueOf(MAX_SUBSCRIBERS)),
                Map.entry("roomscribe.fishjam.webhook-secret", WEBHOOK_SECRET),
                // Streams are silent for longer than any timeout.
                Map.entry(
                        "roomscribe.transcript.heartbeat-interval",
                        TIMEOUT.plusSeconds(1).toSeconds() + "s"));
    }
}
