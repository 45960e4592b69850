package dev.roomscribe.fishjam.embedded;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an embedded Fishjam.
 *
 * @param port the port on the loopback interface; 0 for any free one
 * @param managementToken the token that REST requests and notification sockets must present; not blank
 * @param tokenLifetime the lifetime of a peer's token
 * @param pingInterval the interval at which WebSockets are pinged
 * @param idleTimeout the time without received data after which a connection is closed; whole seconds
 * @param webhookUrl the webhook for the notifications of rooms without one of their own; null for none
 * @param webhookSecret signs the webhook's requests; null to leave them unsigned
 */
public record EmbeddedOptions(
        int port,
        String managementToken,
        Duration tokenLifetime,
        Duration pingInterval,
        Duration idleTimeout,
        @Nullable String webhookUrl,
        @Nullable String webhookSecret) {
    public EmbeddedOptions {
        requireNonNull(managementToken, "managementToken is null");
        requireNonNull(tokenLifetime, "tokenLifetime is null");
        requireNonNull(pingInterval, "pingInterval is null");
        requireNonNull(idleTimeout, "idleTimeout is null");
        if (managementToken.isBlank()) {
            throw new IllegalArgumentException("managementToken is blank");
        }
    }

    /** Returns the real Fishjam's values as far as they are known, on any free port. */
    public static EmbeddedOptions defaults() {
        return new EmbeddedOptions(
                0, "development", Duration.ofHours(24), Duration.ofSeconds(30), Duration.ofSeconds(60), null, null);
    }

    public EmbeddedOptions withPort(int number) {
        return new EmbeddedOptions(
                number, managementToken, tokenLifetime, pingInterval, idleTimeout, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withManagementToken(String token) {
        return new EmbeddedOptions(port, token, tokenLifetime, pingInterval, idleTimeout, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withTokenLifetime(Duration lifetime) {
        return new EmbeddedOptions(
                port, managementToken, lifetime, pingInterval, idleTimeout, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withIdleTimeout(Duration timeout) {
        return new EmbeddedOptions(
                port, managementToken, tokenLifetime, pingInterval, timeout, webhookUrl, webhookSecret);
    }

    public EmbeddedOptions withWebhook(String url, @Nullable String secret) {
        return new EmbeddedOptions(port, managementToken, tokenLifetime, pingInterval, idleTimeout, url, secret);
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "EmbeddedOptions[port=" + port + "]";
    }
}
