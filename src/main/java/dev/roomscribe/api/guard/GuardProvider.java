package dev.roomscribe.api.guard;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Makes Vert.x use the {@link GuardedTransport}. Vert.x has no other hook for connections that have not sent a request:
 * its connection handlers are called with the first bytes of the first one. Found as a service.
 */
public final class GuardProvider implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new GuardedTransport(builder.findTransport()));
    }
}
