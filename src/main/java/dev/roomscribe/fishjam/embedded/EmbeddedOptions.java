package dev.roomscribe.fishjam.embedded;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded Fishjam is set up.
 *
 * @param port of the loopback interface; 0 for any that is free
 * @param managementToken what REST calls have to present
 * @param tokenLifetime how long a peer's token is good for
 * @param pingInterval how often an agent's socket is pinged
 * @param idleLimit how long nothing may arrive before a connection is dropped; whole seconds
 * @param webhookUrl where notifications are posted of rooms that have no webhook of their own; null for nowhere
 * @param webhookSecret what they are signed with; null to leave them unsigned
 */
public record EmbeddedOptions(
        int port,
        String managementToken,
        Duration tokenLifetime,
        Duration pingInterval,
        Duration idleLimit,
        @Nullable String webhookUrl,
        @Nullable String webhookSecret) {
    public EmbeddedOptions {
        requireNonNull(managementToken, "managementToken is null");
        requireNonNull(tokenLifetime, "tokenLifetime is null");
        requireNonNull(pingInterval, "pingInterval is null");
        requireNonNull(idleLimit, "idleLimit is null");
        if (managementToken.isBlank()) {
            throw new IllegalArgumentException("managementToken is blank");
        }
    }

    /** Returns what is known of the real Fishjam, on any free port. */
    public static EmbeddedOptions defaults() {
        return new EmbeddedOptions(
                0, "development", Duration.ofHours(24), Duration.ofSeconds(30), Duration.ofSeconds(60), null, null);
    }

    public EmbeddedOptions withPort(int number) {
        return new EmbeddedOptions(
                number, managementToken, tokenLifetime, pingInterval, idleLimit, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withManagementToken(String token) {
        return new EmbeddedOptions(port, token, tokenLifetime, pingInterval, idleLimit, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withTokenLifetime(Duration lifetime) {
        return new EmbeddedOptions(port, managementToken, lifetime, pingInterval, idleLimit, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withWebhook(String url, @Nullable String secret) {
        return new EmbeddedOptions(port, managementToken, tokenLifetime, pingInterval, idleLimit, url, secret);
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "EmbeddedOptions[port=" + port + "]";
    }
}
