package dev.roomscribe.security.token.provider;

import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import java.security.Key;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an identity provider, cached.
 *
 * <p>They are fetched at the start, again when they are 15 minutes old, and when a token names an unknown key; but never more
 * often than every 30 s, because clients choose what their tokens name, and one fetch at a time. If the provider does not
 * respond, its last keys are used for a day. While there are none, no token can be checked, so a fetch is tried every 5 s.
 *
 * <p>May be used from any thread; does not block.
 */
final class ProviderKeys {
    static final Duration REFRESH_AGE = Duration.ofMinutes(15);
    static final Duration MAX_AGE = Duration.ofDays(1);
    static final Duration MIN_INTERVAL = Duration.ofSeconds(30);
    static final Duration MIN_INTERVAL_WITHOUT_KEYS = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(ProviderKeys.class.getName());

    /** @param fetchedNanos when the fetch began */
    private record Fetched(Map<String, Key> keys, long fetchedNanos) {}

    private final Supplier<Future<String>> source;
    private final LongSupplier nanoTime;
    private volatile @Nullable Fetched fetched;
    /** Guarded by the lock, as the next three are. */
    private @Nullable CompletableFuture<Void> running;

    private boolean attempted;
    private long lastAttemptNanos;
    private boolean warned;

    /**
     * @param source returns the text of the key set; called when it is to be fetched
     * @param nanoTime the monotonic clock, as {@link System#nanoTime}
     */
    ProviderKeys(Supplier<Future<String>> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** Returns the key with an id among those that are cached; empty if there is none. */
    Optional<Key> find(String id) {
        Fetched current = fetched;
        return current == null || age(current).compareTo(MAX_AGE) > 0
                ? Optional.empty()
                : Optional.ofNullable(current.keys.get(id));
    }

    /** Returns whether any keys are cached. */
    boolean isAvailable() {
        Fetched current = fetched;
        return current != null && age(current).compareTo(MAX_AGE) <= 0;
    }

    /**
     * Fetches the keys if the one with this id is not cached, or the keys are old.
     *
     * @return completes, and never fails, when it is known whether {@link #find} returns the key
     */
    CompletionStage<Void> prepare(String id) {
        Fetched current = fetched;
        boolean known = find(id).isPresent();
        if (known && current != null && age(current).compareTo(REFRESH_AGE) < 0) {
            return CompletableFuture.completedFuture(null);
        }
        return refresh();
    }

    private Duration age(Fetched since) {
        return Duration.ofNanos(nanoTime.getAsLong() - since.fetchedNanos);
    }

    /** Fetches the keys unless that was tried a moment ago. */
    CompletionStage<Void> refresh() {
        CompletableFuture<Void> done;
        long now;
        synchronized (this) {
            if (running != null) {
                return running;
            }
            now = nanoTime.getAsLong();
            Duration interval = isAvailable() ? MIN_INTERVAL : MIN_INTERVAL_WITHOUT_KEYS;
            if (attempted && now - lastAttemptNanos < interval.toNanos()) {
                return CompletableFuture.completedFuture(null);
            }
            attempted = true;
            lastAttemptNanos = now;
            done = new CompletableFuture<>();
            running = done;
        }
        long began = now;
        EventLoop.attempt(source)
                .map(JwksParser::parse)
                .onSuccess(keys -> fetched = new Fetched(keys, began))
                .onComplete(outcome -> finish(done, outcome.cause()));
        return done;
    }

    private void finish(CompletableFuture<Void> done, @Nullable Throwable failure) {
        boolean report;
        synchronized (this) {
            running = null;
            report = failure != null && !warned;
            warned = failure != null;
        }
        if (report) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The keys of the identity provider (roomscribe.auth.provider.jwks-url) cannot be fetched, so the last"
                            + " ones are used for at most a day: {0}",
                    failure == null ? "" : failure.getMessage());
        }
        done.complete(null);
    }
}
