package dev.roomscribe.support;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Removes the meters of an application that stops. The global registry outlives it when several Quarkus tests run in one
 * JVM, and a gauge of the next application would then show the value of the previous one.
 */
@Singleton
class MeterRegistryReset {
    void reset(@Observes ShutdownEvent event) {
        Metrics.globalRegistry.clear();
    }
}
