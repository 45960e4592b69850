package dev.roomscribe.app;

import dev.roomscribe.app.config.HttpConfig;
import dev.roomscribe.security.origin.AllowedHosts;
import dev.roomscribe.security.origin.AllowedHosts.Exposure;
import dev.roomscribe.security.origin.AllowedOrigins;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/** Builds from the configuration which requests the HTTP server accepts. */
final class RequestSetup {
    private RequestSetup() {}

    /**
     * Returns the hosts that requests may be addressed to.
     *
     * @param address the host name or address that the server listens on
     * @param credentials whether requests need credentials
     * @throws ConfigurationException if a host is not valid
     */
    static AllowedHosts hosts(HttpConfig config, String address, boolean credentials) {
        try {
            Exposure exposure = credentials ? Exposure.WITH_CREDENTIALS : Exposure.WITHOUT_CREDENTIALS;
            return new AllowedHosts(
                    isLoopback(address) ? Exposure.LOOPBACK : exposure,
                    config.allowedHosts().orElse(Set.of()));
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
            return Arrays.stream(InetAddress.getAllByName(address)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            // The server does not start either.
            return false;
        }
    }
}
