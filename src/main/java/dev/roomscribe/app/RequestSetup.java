package dev.roomscribe.app;

import dev.roomscribe.app.config.HttpConfig;
import dev.roomscribe.security.origin.AllowedHosts;
import dev.roomscribe.security.origin.AllowedOrigins;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/** Builds from the configuration which requests the HTTP server accepts. */
final class RequestSetup {
    private RequestSetup() {}

    /**
     * @param address the host name or address that the server listens on
     * @throws ConfigurationException if a host is not valid
     */
    static AllowedHosts hosts(HttpConfig config, String address) {
        try {
            return new AllowedHosts(isLoopback(address), config.allowedHosts().orElse(Set.of()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.http.allowed-hosts is invalid: " + e.getMessage());
        }
    }

    /** @throws ConfigurationException if an origin is not valid */
    static AllowedOrigins origins(HttpConfig config) {
        try {
            return new AllowedOrigins(config.allowedOrigins().orElse(Set.of()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.http.allowed-origins is invalid: " + e.getMessage());
        }
    }

    static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // The server does not start either.
            return false;
        }
    }
}
