package dev.roomscribe.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * Asks the machine's own resolver, with its hosts file and search domains, on threads of its own: it may take half a
 * minute to say that a name server is dead.
 */
final class SystemResolver implements HostResolver {
    private static final int THREADS = 16;

    private final WorkerExecutor threads;

    SystemResolver(Vertx vertx) {
        threads = vertx.createSharedWorkerExecutor("webhook-resolver", THREADS);
    }

    @Override
    public Future<List<InetAddress>> resolve(String host) {
        return threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false)
                .map(Objects::requireNonNull);
    }

    @Override
    public void close() {
        var unused = threads.close();
    }
}
