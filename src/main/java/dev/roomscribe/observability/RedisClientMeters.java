package dev.roomscribe.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;

/**
 * Leaves out the meters that Quarkus adds for clients of Redis. Each connection that is opened again would add series with
 * another name of a pool, and two kinds of meters have the same name and other labels, of which Prometheus refuses one with a
 * warning. {@link ClusterMetricsBinder} has what matters.
 */
@Singleton
class RedisClientMeters implements MeterFilter {
    private static final String PREFIX = "redis.";

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().startsWith(PREFIX) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
