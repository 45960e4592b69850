package dev.roomscribe.webhook;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** Resolves every host to the addresses that a test sets. */
final class ScriptedResolver implements HostResolver {
    final AtomicInteger queries = new AtomicInteger();
    private final Queue<List<InetAddress>> first = new ArrayDeque<>();
    private final List<InetAddress> addresses;

    /** @param literals the answer to every query that has no answer of its own */
    ScriptedResolver(String... literals) {
        addresses = WebhookFixture.addresses(literals);
    }

    /** Answers one query with other addresses. */
    ScriptedResolver first(String... literals) {
        first.add(WebhookFixture.addresses(literals));
        return this;
    }

    @Override
    public Future<List<InetAddress>> resolve(String host) {
        queries.incrementAndGet();
        return Future.succeededFuture(Optional.ofNullable(first.poll()).orElse(addresses));
    }
}
