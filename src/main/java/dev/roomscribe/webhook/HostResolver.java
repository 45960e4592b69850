package dev.roomscribe.webhook;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Resolves host names without blocking the calling thread. */
interface HostResolver extends AutoCloseable {
    /** Returns all addresses of a host, at least one, or fails. */
    Future<List<InetAddress>> resolve(String host);

    @Override
    default void close() {}
}
