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
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Binds the meters of a node that shares its rooms with others; there are none without a cluster. */
@Singleton
class ClusterMetricsBinder {
    private static final double MILLIS_PER_SECOND = 1e3;

    private LongSupplier takeovers = () -> 0;
    private LongSupplier takeoverNanos = () -> 0;
    private ToLongFunction<CallOutcome> calls = outcome -> 0;

    /** Runs after the start of the service, because its parts do not exist before. */
    void bind(
            @Observes @Priority(100) StartupEvent event,
            MeterRegistry registry,
            Sessions sessions,
            TranscriptMetrics transcripts,
            Optional<ClusterState> cluster,
            Optional<SessionRouter> router) {
        cluster.ifPresent(state -> transcripts.countOnly(state::hasLease));
        cluster.ifPresent(state -> router.ifPresent(routing -> bind(
                registry,
                state,
                () -> sessions.takeovers().count(),
                () -> sessions.takeovers().nanos(),
                routing::calls)));
    }

    /**
     * Binds all meters. They refer to this object, which must be kept.
     *
     * @param newTakeovers returns how many sessions were continued here
     * @param newTakeoverNanos returns how long that took together
     * @param newCalls returns how many calls have ended so
     */
    void bind(
            MeterRegistry registry,
            ClusterState state,
            LongSupplier newTakeovers,
            LongSupplier newTakeoverNanos,
            ToLongFunction<CallOutcome> newCalls) {
        takeovers = newTakeovers;
        takeoverNanos = newTakeoverNanos;
        calls = newCalls;
        bind(state, registry);
        FunctionTimer.builder(
                        MetricNames.TAKEOVERS,
                        this,
                        binder -> binder.takeovers.getAsLong(),
                        binder -> binder.takeoverNanos.getAsLong(),
                        TimeUnit.NANOSECONDS)
                .description("Sessions that were continued here, from the lease until their agents received audio")
                .register(registry);
        for (CallOutcome outcome : CallOutcome.values()) {
            FunctionCounter.builder(MetricNames.NODE_CALLS, this, binder -> binder.calls.applyAsLong(outcome))
                    .description("Calls of other nodes")
                    .tag(MetricNames.OUTCOME, outcome.toString())
                    .register(registry);
        }
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
}
