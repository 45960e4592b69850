package dev.roomscribe.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;

/**
 * Leaves out the meters that Quarkus adds for clients of Redis. Each new connection would add series, because the name of its
 * pool is a label. Two meters also have the same name and different labels, so Prometheus refuses one of them with a warning.
 * {@link ClusterMetricsBinder} has what matters.
 */
@Singleton
class RedisClientMeters implements MeterFilter {
    private static final String PREFIX = "redis.";

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().startsWith(PREFIX) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
