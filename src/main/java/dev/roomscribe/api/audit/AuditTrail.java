package dev.roomscribe.api.audit;

import dev.roomscribe.api.limit.Clients;
import dev.roomscribe.security.audit.AuditAction;
import dev.roomscribe.security.audit.AuditEvent;
import dev.roomscribe.security.audit.AuditLog;
import dev.roomscribe.security.audit.AuditOutcome;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request to the audit log when its response begins, or when its client has disconnected before: every request that
 * is an action by {@link AuditedRequest}, and every refusal.
 */
@Singleton
public class AuditTrail {
    /** Runs before every filter that may refuse a request: filters with a higher priority run earlier. */
    private static final int PRIORITY = 10_500;

    private static final String KEY = AuditTrail.class.getName();

    private final AuditLog log;
    private final Clients clients;
    private final InstantSource clock;

    AuditTrail(AuditLog log, Clients clients) {
        this.log = log;
        this.clients = clients;
        clock = InstantSource.system();
    }

    /** One request. A response may be written by a worker thread. */
    private static final class Entry {
        private final AuditedRequest request;
        private volatile String actor = AuditEvent.ANONYMOUS;
        private volatile @Nullable String reason;
        private volatile @Nullable String tokenId;
        private final AtomicBoolean written = new AtomicBoolean();

        Entry(AuditedRequest request) {
            this.request = request;
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::open, PRIORITY);
    }

    private void open(RoutingContext http) {
        Entry entry = new Entry(AuditedRequest.of(http.request().method(), http.normalizedPath()));
        http.put(KEY, entry);
        http.response().putHeader(RequestId.HEADER, RequestId.of(http));
        http.addHeadersEndHandler(started -> {
            int status = http.response().getStatusCode();
            write(http, entry, AuditOutcome.of(status), status);
        });
        http.addEndHandler(ended -> write(http, entry, AuditOutcome.ABORTED, 0));
        http.next();
    }

    /** Says why a request is not fulfilled. Must be called before its response begins. */
    public static void explain(RoutingContext http, String reason) {
        Entry entry = http.get(KEY);
        if (entry != null) {
            entry.reason = reason;
        }
    }

    /** Sets the actor of a request. Must be called before its response begins; until then it is anonymous. */
    public static void identify(RoutingContext http, String actor) {
        Entry entry = http.get(KEY);
        if (entry != null) {
            entry.actor = actor;
        }
    }

    /** Says which token was created, so that it can be traced to the request. Must be called before the response begins. */
    public static void created(RoutingContext http, String tokenId) {
        Entry entry = http.get(KEY);
        if (entry != null) {
            entry.tokenId = tokenId;
        }
    }

    private void write(RoutingContext http, Entry entry, AuditOutcome outcome, int status) {
        boolean recorded = entry.request.action() != AuditAction.REQUEST || outcome == AuditOutcome.REFUSED;
        if (!recorded || entry.written.getAndSet(true)) {
            return;
        }
        log.write(new AuditEvent(
                clock.instant(),
                entry.request.action(),
                outcome,
                entry.actor,
                status,
                entry.reason,
                entry.request.room(),
                clients.of(http).text(),
                RequestId.of(http),
                entry.tokenId));
    }
}
