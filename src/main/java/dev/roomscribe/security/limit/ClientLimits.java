package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The limits per client address. May be used from any thread; nothing here blocks for long. */
public final class ClientLimits {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Map<LimitedAction, RateLimiter> rates = new EnumMap<>(LimitedAction.class);
    private final @Nullable StreamLimiter streams;
    private final Map<LimitedAction, LongAdder> refused = new EnumMap<>(LimitedAction.class);

    /**
     * How much an address may use; 0 means no limit.
     *
     * @param startsPerMinute requests to start a session
     * @param streams open caption streams
     * @param exportsPerMinute requests for a transcript file
     * @param failedAuthenticationsPerMinute requests that failed to authenticate
     */
    public record Settings(
            int startsPerMinute, int streams, int exportsPerMinute, int failedAuthenticationsPerMinute) {}

    public ClientLimits(Settings settings) {
        addRate(LimitedAction.STARTS, settings.startsPerMinute);
        addRate(LimitedAction.EXPORTS, settings.exportsPerMinute);
        addRate(LimitedAction.FAILED_AUTHENTICATIONS, settings.failedAuthenticationsPerMinute);
        streams = settings.streams == 0 ? null : new StreamLimiter(settings.streams);
        for (LimitedAction action : LimitedAction.values()) {
            refused.put(action, new LongAdder());
        }
    }

    private void addRate(LimitedAction action, int perMinute) {
        if (perMinute > 0) {
            rates.put(action, new RateLimiter(action, perMinute, PERIOD));
        }
    }

    /** Counts a request and returns what its client has left; empty if the client is not limited. */
    public Optional<Quota> use(LimitedAction action, Client client) {
        RateLimiter limiter = rates.get(action);
        return limiter == null || !client.limited()
                ? Optional.empty()
                : Optional.of(counted(limiter.use(client.network())));
    }

    /**
     * Counts an open stream and returns what its client has left; empty if the client is not limited. If it is granted,
     * {@link #closeStream} must be called once.
     */
    public Optional<Quota> openStream(Client client) {
        return streams == null || !client.limited()
                ? Optional.empty()
                : Optional.of(counted(streams.open(client.network())));
    }

    public void closeStream(Client client) {
        if (streams != null && client.limited()) {
            streams.close(client.network());
        }
    }

    /** Returns how many requests were refused since the start. */
    public long refused(LimitedAction action) {
        return refusals(action).sum();
    }

    private Quota counted(Quota quota) {
        if (!quota.granted()) {
            refusals(quota.action()).increment();
        }
        return quota;
    }

    private LongAdder refusals(LimitedAction action) {
        return requireNonNull(refused.get(action));
    }
}
