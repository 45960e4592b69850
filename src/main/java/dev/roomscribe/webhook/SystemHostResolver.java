package dev.roomscribe.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * Resolves hosts with the operating system's resolver, including its hosts file and search domains. It runs on threads of
 * its own, because it can take half a minute to report a dead name server.
 */
final class SystemHostResolver implements HostResolver {
    private static final int THREADS = 16;

    private final WorkerExecutor threads;

    SystemHostResolver(Vertx vertx) {
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
