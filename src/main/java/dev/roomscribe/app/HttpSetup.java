package dev.roomscribe.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.roomscribe.app.config.LimitsConfig;
import dev.roomscribe.security.limit.ClientLimits;
import dev.roomscribe.security.limit.ConcurrencyLimit;
import dev.roomscribe.security.limit.ConnectionLimits;
import dev.roomscribe.security.limit.ConnectionTimeouts;
import dev.roomscribe.security.limit.TrustedProxies;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Builds from the configuration what bounds the clients of the HTTP server. */
final class HttpSetup {
    private static final System.Logger LOG = System.getLogger(HttpSetup.class.getName());
    /** More than a few Prometheus servers and the probes of an orchestrator need. */
    private static final int MAX_MANAGEMENT_CONNECTIONS = 100;

    /** So that one address cannot keep out the probes. */
    private static final int MAX_MANAGEMENT_CONNECTIONS_PER_ADDRESS = 50;

    private HttpSetup() {}

    static ConnectionLimits connections(LimitsConfig config, TrustedProxies proxies) {
        int max = Math.min(config.maxConnections(), maxForFileDescriptors());
        if (max < config.maxConnections()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "At most {0} connections are accepted instead of {1} (roomscribe.limits.max-connections), because the process"
                            + " may open too few files; raise the limit with ulimit -n",
                    max,
                    config.maxConnections());
        }
        return new ConnectionLimits(
                new ConcurrencyLimit(max, config.connections(), proxies),
                new ConcurrencyLimit(
                        MAX_MANAGEMENT_CONNECTIONS,
                        MAX_MANAGEMENT_CONNECTIONS_PER_ADDRESS,
                        TrustedProxies.of(List.of())),
                new ConnectionTimeouts(
                        config.headerTimeout(), config.bodyTimeout(), config.idleTimeout(), config.writeTimeout()));
    }

    static ClientLimits clients(LimitsConfig config) {
        return new ClientLimits(new ClientLimits.Settings(
                config.startsPerMinute(),
                config.streams(),
                config.exportsPerMinute(),
                config.failedAuthenticationsPerMinute()));
    }

    /**
     * Returns the proxies that may name the addresses of clients.
     *
     * @throws ConfigurationException if an address is invalid
     */
    static TrustedProxies proxies(LimitsConfig config) {
        try {
            return TrustedProxies.of(config.trustedProxies().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.limits.trusted-proxies is invalid: " + e.getMessage());
        }
    }

    /** Leaves a quarter for transcripts, workers, Fishjam and webhooks: without any, nothing else works either. */
    private static int maxForFileDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (int) Math.max(1, Math.min(Integer.MAX_VALUE, system.getMaxFileDescriptorCount() / 4 * 3))
                : Integer.MAX_VALUE;
    }
}
