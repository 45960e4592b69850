package dev.roomscribe.api.limit;

import dev.roomscribe.security.limit.Client;
import dev.roomscribe.security.limit.TrustedProxies;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Finds the client of a request. */
@Singleton
public class Clients {
    private static final String KEY = Clients.class.getName();

    private final TrustedProxies proxies;

    Clients(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** Returns the client of a request. Does not look up names, and may be called from any thread. */
    public Client of(RoutingContext http) {
        Client known = http.get(KEY);
        if (known == null) {
            known = find(http);
            http.put(KEY, known);
        }
        return known;
    }

    private Client find(RoutingContext http) {
        ConnectionBase connection = (ConnectionBase) http.request().connection();
        // Of the connection itself, even if Quarkus is configured to believe in headers.
        InetAddress peer = connection.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
        return proxies.client(peer, http.request().headers().getAll("X-Forwarded-For"));
    }
}
