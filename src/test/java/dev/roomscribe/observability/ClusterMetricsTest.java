package dev.roomscribe.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.ClusterState;
import dev.roomscribe.transcript.event.TestEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The meters of a node that shares its rooms with others. */
@SuppressWarnings("deprecation")
class ClusterMetricsTest {
    private static final ClusterState NODE = new ClusterState() {
        @Override
        public String nodeId() {
            return "a";
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isIsolated() {
            return false;
        }

        @Override
        public boolean hasLease(String roomId) {
            return roomId.equals("own");
        }

        @Override
        public int leases() {
            return 7;
        }

        @Override
        public double clockOffsetMillis() {
            return -250;
        }
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ClusterMetricsBinder binder = new ClusterMetricsBinder();

    private void bind() {
        binder.bind(
                registry,
                NODE,
                () -> 3,
                () -> TimeUnit.SECONDS.toNanos(6),
                outcome -> outcome.toString().length());
    }

    @Test
    void documentationListsEveryMetricOfAClusterWithItsType() throws IOException {
        bind();
        Map<String, String> documented = MetricTypes.documented();
        documented.keySet().removeIf(name -> !name.startsWith("roomscribe_cluster_"));
        assertThat(documented).isNotEmpty().isEqualTo(MetricTypes.exposed(registry.scrape()));
    }

    @Test
    void everyMetricHasTheValueOfTheNode() {
        bind();
        assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "roomscribe_cluster_redis_connected 1.0",
                        "roomscribe_cluster_isolated 0.0",
                        "roomscribe_cluster_leases 7.0",
                        "roomscribe_cluster_clock_offset_seconds -0.25",
                        "roomscribe_cluster_takeovers_seconds_count 3.0",
                        "roomscribe_cluster_takeovers_seconds_sum 6.0",
                        "roomscribe_cluster_calls_total{outcome=\"done\",} 4.0",
                        "roomscribe_cluster_calls_total{outcome=\"refused\",} 7.0",
                        "roomscribe_cluster_calls_total{outcome=\"failed\",} 6.0");
    }

    /** Every node sees the events of all rooms. */
    @Test
    void eventsAreCountedByTheNodeThatHasTheRoom() {
        TranscriptMetrics metrics = new TranscriptMetrics(registry);
        metrics.countOnly(NODE::hasLease);
        metrics.published("own", TestEvents.utterance("one"));
        metrics.published("other", TestEvents.utterance("two"));
        metrics.published("other", TestEvents.gap("p1", 1, 2.0, "lost"));
        assertThat(registry.get(MetricNames.FINALS).counter().count()).isEqualTo(1);
        assertThat(registry.get(MetricNames.FINAL_LATENCY).timer().count()).isEqualTo(1);
        assertThat(registry.find(MetricNames.GAPS).counters())
                .allSatisfy(gaps -> assertThat(gaps.count()).isZero());
    }

    /** A second meter with other labels would be refused with a warning, and each pool has another name. */
    @Test
    void theClientsOfRedisHaveNoMeters() {
        registry.config().meterFilter(new RedisClientMeters());
        gauge(registry, "redis.pool.queue.size", Tags.of("pool.name", "1", "pool.type", "redis"));
        gauge(registry, "redis.pool.queue.size", Tags.of("clientName", "redis"));
        gauge(registry, "roomscribe.any", Tags.empty());
        assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactly("roomscribe_any 1.0");
    }

    private static void gauge(MeterRegistry to, String name, Tags tags) {
        Gauge.builder(name, () -> 1).tags(tags).register(to);
    }
}
