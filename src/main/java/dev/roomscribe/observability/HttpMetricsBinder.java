package dev.roomscribe.observability;

import dev.roomscribe.security.limit.ClientLimits;
import dev.roomscribe.security.limit.ConcurrencyLimit;
import dev.roomscribe.security.limit.ConnectionLimits;
import dev.roomscribe.security.limit.LimitedAction;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Binds the meters of what bounds the clients of the HTTP server. */
@Singleton
class HttpMetricsBinder {
    /** Runs after the start of the service, because the limits do not exist before. */
    void bind(
            @Observes @Priority(100) StartupEvent event,
            MeterRegistry registry,
            ConnectionLimits connections,
            ClientLimits clients) {
        Gauge.builder(MetricNames.CONNECTIONS, connections.main(), ConcurrencyLimit::inUse)
                .description("Open connections of the server for clients")
                .register(registry);
        FunctionCounter.builder(MetricNames.CONNECTIONS_REFUSED, connections.main(), ConcurrencyLimit::refused)
                .description("Connections that were closed at once because there were too many")
                .register(registry);
        for (LimitedAction action : LimitedAction.values()) {
            FunctionCounter.builder(MetricNames.REQUESTS_LIMITED, clients, limits -> limits.refused(action))
                    .description("Requests that were refused because their address had used its limit")
                    .tag(MetricNames.LIMIT, action.label())
                    .register(registry);
        }
    }
}
