package dev.roomscribe.api.limit;

import dev.roomscribe.security.limit.Client;
import dev.roomscribe.security.limit.ClientLimits;
import dev.roomscribe.security.limit.LimitedAction;
import dev.roomscribe.security.limit.Quota;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Applies the limits per client address to requests, and tells clients in headers what they have left. Does not block. Must
 * be called before the response starts.
 */
@Singleton
public class RequestLimits {
    private final ClientLimits limits;
    private final Clients clients;

    RequestLimits(ClientLimits limits, Clients clients) {
        this.limits = limits;
        this.clients = clients;
    }

    /**
     * Counts a request.
     *
     * @throws LimitExceededException if its client has none left; then it is not counted
     */
    public void use(LimitedAction action, RoutingContext http) {
        require(limits.use(action, clients.of(http)), http);
    }

    /**
     * Counts a caption stream until the result is run, which must happen once.
     *
     * @throws LimitExceededException if its client has as many as it may
     */
    public Runnable openStream(RoutingContext http) {
        Client client = clients.of(http);
        require(limits.openStream(client), http);
        return () -> limits.closeStream(client);
    }

    private static void require(Optional<Quota> quota, RoutingContext http) {
        quota.ifPresent(left -> {
            if (!http.response().headWritten()) {
                RateLimitHeaders.add(left, http.response().headers());
            }
            if (!left.granted()) {
                throw new LimitExceededException(left);
            }
        });
    }
}
