package dev.roomscribe.observability;

import dev.roomscribe.cluster.ClusterState;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.routing.CallOutcome;
import dev.roomscribe.session.routing.SessionRouter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Binds the meters of a node that shares its rooms with others; there are none without a cluster. */
@Singleton
class ClusterMetricsBinder {
    private static final double MILLIS_PER_SECOND = 1e3;

    /** Runs after the start of the service, because its parts do not exist before. */
    void bind(
            @Observes @Priority(100) StartupEvent event,
            MeterRegistry registry,
            Sessions sessions,
            Optional<ClusterState> cluster,
            Optional<SessionRouter> router) {
        cluster.ifPresent(state -> bind(state, registry));
        router.ifPresent(routing -> {
            bind(sessions, registry);
            for (CallOutcome outcome : CallOutcome.values()) {
                FunctionCounter.builder(MetricNames.NODE_CALLS, routing, calls -> calls.calls(outcome))
                        .description("Calls of other nodes")
                        .tag(MetricNames.OUTCOME, outcome.toString())
                        .register(registry);
            }
        });
    }

    private static void bind(ClusterState state, MeterRegistry registry) {
        Gauge.builder(MetricNames.REDIS_CONNECTED, state, node -> node.isConnected() ? 1 : 0)
                .description("Whether Redis can be reached")
                .register(registry);
        Gauge.builder(MetricNames.ISOLATED, state, node -> node.isIsolated() ? 1 : 0)
                .description("Whether Redis has not answered for longer than the lease time")
                .register(registry);
        Gauge.builder(MetricNames.LEASES, state, ClusterState::leases)
                .description("Rooms that this node has a lease on")
                .register(registry);
        Gauge.builder(MetricNames.CLOCK_OFFSET, state, node -> node.clockOffsetMillis() / MILLIS_PER_SECOND)
                .description("By how much this node's clock is ahead of that of Redis")
                .baseUnit(MetricNames.SECONDS)
                .register(registry);
    }

    private static void bind(Sessions sessions, MeterRegistry registry) {
        FunctionTimer.builder(
                        MetricNames.TAKEOVERS,
                        sessions,
                        running -> running.takeovers().count(),
                        running -> running.takeovers().nanos(),
                        TimeUnit.NANOSECONDS)
                .description("Sessions that were continued here, from the lease until their agents received audio")
                .register(registry);
    }
}
