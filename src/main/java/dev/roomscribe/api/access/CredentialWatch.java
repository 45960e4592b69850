package dev.roomscribe.api.access;

import dev.roomscribe.api.connection.ClientResponse;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.key.ApiKeys;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends streams whose credential is no longer valid. */
@Singleton
public class CredentialWatch {
    /** A clock that is set while a timer runs makes a timer late, so a long wait is split. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(1);
    /** Vert.x counts timers from 0. */
    private static final long NO_TIMER = -1;

    private final ApiKeys keys;
    private final InstantSource clock;

    @Inject
    CredentialWatch(ApiKeys keys) {
        this(keys, InstantSource.system());
    }

    CredentialWatch(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Why a stream ends before its client ends it. */
    public enum EndReason {
        /** The token has expired; the client needs a new one. */
        TOKEN_EXPIRED,
        /** The API key, or the one that the token was created with, has been removed or changed. */
        KEY_REMOVED;

        /** Returns the {@code reason} of {@code stream.closing}. */
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Watches the credential of an admitted request until its response ends. Called on the event loop of the connection.
     *
     * @param onEnd called there, at most once, when the credential is no longer valid
     */
    public void watch(RoutingContext http, Consumer<EndReason> onEnd) {
        Caller caller = Caller.of(http);
        KeyReference key = caller.principal().key();
        if (caller.expiry() == null && key == null) {
            return;
        }
        ClientResponse response = new ClientResponse(http);
        Watch watch = new Watch(http.vertx(), response, caller.expiry(), onEnd);
        response.onEnd(watch::close);
        if (key != null) {
            watch.start(key);
        }
        watch.awaitExpiry();
    }

    /** One stream. Confined to the event loop of its connection. */
    private final class Watch {
        private final Vertx vertx;
        private final ClientResponse response;
        private final @Nullable Instant expiry;
        private final Consumer<EndReason> onEnd;
        private ApiKeys.@Nullable Watch keyWatch;
        private long timer = NO_TIMER;
        private boolean closed;

        Watch(Vertx vertx, ClientResponse response, @Nullable Instant expiry, Consumer<EndReason> onEnd) {
            this.vertx = vertx;
            this.response = response;
            this.expiry = expiry;
            this.onEnd = onEnd;
        }

        void start(KeyReference key) {
            if (!closed) {
                keyWatch = keys.watch(key, () -> response.eventLoop().execute(() -> end(EndReason.KEY_REMOVED)));
            }
        }

        void awaitExpiry() {
            if (closed || expiry == null) {
                return;
            }
            Duration left = Duration.between(clock.instant(), expiry);
            if (left.isNegative() || left.isZero()) {
                // Later, because the stream is being opened.
                response.eventLoop().execute(() -> end(EndReason.TOKEN_EXPIRED));
                return;
            }
            long wait = Math.min(left.toMillis() + 1, MAX_WAIT.toMillis());
            timer = vertx.setTimer(wait, elapsed -> response.eventLoop().execute(this::awaitExpiry));
        }

        private void end(EndReason reason) {
            if (!closed) {
                close();
                onEnd.accept(reason);
            }
        }

        void close() {
            closed = true;
            vertx.cancelTimer(timer);
            if (keyWatch != null) {
                keyWatch.close();
            }
        }
    }
}
