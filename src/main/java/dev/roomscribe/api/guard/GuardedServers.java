package dev.roomscribe.api.guard;

import dev.roomscribe.security.limit.ConnectionLimits;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Guards the server for clients and the management server. The embedded Fishjam is not guarded. */
@Singleton
class GuardedServers {
    /** What Quarkus configures its servers with if their port in the configuration is 0: HTTP, HTTPS and management. */
    private static final int RANDOM_HTTP_PORT = -1;

    private static final int RANDOM_HTTPS_PORT = -2;
    private static final int RANDOM_MANAGEMENT_PORT = -3;

    private final int port;
    private final int httpsPort;
    private final int managementPort;

    GuardedServers(
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "quarkus.http.ssl-port") int httpsPort,
            @ConfigProperty(name = "quarkus.management.port") int managementPort) {
        this.port = port;
        this.httpsPort = httpsPort;
        this.managementPort = managementPort;
    }

    /** Runs after the start of the service, which reads the limits, and before the servers start. */
    void guard(@Observes @Priority(50) StartupEvent event, Vertx vertx, ConnectionLimits limits) {
        // In dev mode, Vert.x and its transport outlive the application, and keep the guards of the first start.
        if (((VertxInternal) vertx).transport() instanceof GuardedTransport transport) {
            IntStream.of(port, httpsPort, RANDOM_HTTP_PORT, RANDOM_HTTPS_PORT)
                    .filter(configured -> configured != 0)
                    .forEach(configured -> transport.guard(configured, limits.main(), limits.timeouts()));
            IntStream.of(managementPort, RANDOM_MANAGEMENT_PORT)
                    .filter(configured -> configured != 0)
                    .forEach(configured -> transport.guard(configured, limits.management(), limits.timeouts()));
        } else {
            throw new IllegalStateException(
                    "Connections cannot be limited: another VertxServiceProvider has replaced the transport of this service");
        }
    }
}
