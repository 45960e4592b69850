package dev.roomscribe.cluster.redis.state;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisScript;
import dev.roomscribe.webhook.DeliveryRecord;
import dev.roomscribe.webhook.DeliveryRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of the webhooks of all nodes. Each is claimed by one process, which renews its claim five times in the time
 * that it lasts, by Redis' clock. While a process cannot renew, it delivers nothing more once its claims have ended: then
 * another node may deliver, so two do so at the same time for no longer than a request takes.
 *
 * <p>What must not be lost while Redis is away is repeated: removals here, positions by their webhooks.
 */
public final class RedisDeliveryRecords implements DeliveryRecords {
    /** How long a claim lasts. */
    public static final Duration CLAIM_TIME = Duration.ofSeconds(15);

    private static final System.Logger LOG = System.getLogger(RedisDeliveryRecords.class.getName());
    private static final int RENEWALS_PER_CLAIM = 5;
    private static final long RETRY_MS = 1_000;
    /** How many records are claimed at once. */
    private static final int MAX_UNCLAIMED = 200;
    /** More removals than this are not remembered while Redis is away; their last events are posted again. */
    private static final int MAX_REMOVALS = 10_000;

    private static final int RENEWED_AT_ONCE = 500;

    /** @param until by {@link System#nanoTime} */
    private record Claim(DeliveryRecord record, long until) {
        boolean isCurrent() {
            return until - System.nanoTime() > 0;
        }
    }

    private final Vertx vertx;
    private final RedisLink link;
    private final String process;
    private final Duration claimTime;
    private final List<String> keys;
    private final long timer;
    /** By session; guarded by this, as the other fields are. */
    private final Map<String, Claim> claims = new HashMap<>();
    /** The sessions whose events this process delivers, whether or not it has a claim now. */
    private final Set<String> delivered = new HashSet<>();

    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    private final Set<String> removals = new LinkedHashSet<>();
    private Consumer<String> onLost = sessionId -> {};
    private boolean failing;

    /**
     * Begins to renew claims.
     *
     * @param process the id of this process, which no other process ever had
     * @param claimTime {@link #CLAIM_TIME}
     */
    public RedisDeliveryRecords(Vertx vertx, RedisLink link, String process, Duration claimTime) {
        this.vertx = requireNonNull(vertx, "vertx is null");
        this.link = requireNonNull(link, "link is null");
        this.process = requireNonNull(process, "process is null");
        this.claimTime = requireNonNull(claimTime, "claimTime is null");
        keys = List.of(
                link.keys().shared("webhooks"),
                link.keys().shared("webhooks:owners"),
                link.keys().shared("webhooks:until"));
        timer = vertx.setPeriodic(interval().toMillis(), due -> renew());
    }

    private Duration interval() {
        return claimTime.dividedBy(RENEWALS_PER_CLAIM);
    }

    @Override
    public boolean isPersistent() {
        return true;
    }

    @Override
    public synchronized void onLost(Consumer<String> listener) {
        onLost = listener;
    }

    @Override
    public Optional<Duration> claimInterval() {
        return Optional.of(interval());
    }

    @Override
    public CompletionStage<List<DeliveryRecord>> unclaimed() {
        long until = claimEnd();
        String[] ownerKey = link.keys().owner("\n").split("\n", 2);
        return run(DeliveryScripts.UNCLAIMED, millis(), Integer.toString(MAX_UNCLAIMED), ownerKey[0], ownerKey[1])
                .map(answer -> {
                    List<DeliveryRecord> records = new ArrayList<>();
                    answer.forEach(json -> parse(json).ifPresent(record -> {
                        begin(record.sessionId());
                        hold(record, until);
                        records.add(record);
                    }));
                    records.sort(Comparator.comparing(DeliveryRecord::sessionId));
                    return records;
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<DeliveryRecord>> claim(String sessionId) {
        begin(sessionId);
        return claimed(sessionId).toCompletionStage();
    }

    private synchronized void begin(String sessionId) {
        delivered.add(sessionId);
    }

    /** Asks again while Redis is away: without the record, events would be left out. */
    private Future<Optional<DeliveryRecord>> claimed(String sessionId) {
        long until = claimEnd();
        return run(DeliveryScripts.CLAIM, sessionId, millis())
                .map(answer -> {
                    Optional<DeliveryRecord> found = answer == null ? Optional.empty() : parse(answer);
                    found.ifPresent(record -> hold(record, until));
                    return found;
                })
                .recover(failure -> vertx.timer(RETRY_MS).compose(later -> claimed(sessionId)));
    }

    private static Optional<DeliveryRecord> parse(Response json) {
        try {
            return Optional.of(DeliveryRecord.parse(json.toString()));
        } catch (IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A record of a webhook in Redis is not readable and is ignored; undelivered events of its session are"
                            + " not posted: {0}",
                    e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public synchronized CompletionStage<Void> permission(String sessionId) {
        Claim claim = claims.get(sessionId);
        if (claim != null && claim.isCurrent()) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> permission = new CompletableFuture<>();
        waiting.computeIfAbsent(sessionId, id -> new ArrayList<>()).add(permission);
        return permission;
    }

    @Override
    public synchronized void release(String sessionId) {
        delivered.remove(sessionId);
        claims.remove(sessionId);
        waiting.remove(sessionId);
    }

    @Override
    public CompletionStage<Void> save(DeliveryRecord record) {
        long until = claimEnd();
        return run(DeliveryScripts.SAVE, record.sessionId(), millis(), record.toJson())
                .<Void>map(saved -> {
                    if (saved.toString().equals("1")) {
                        hold(record, until);
                    } else {
                        lose(record.sessionId());
                    }
                    return null;
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> remove(String sessionId) {
        release(sessionId);
        return run(DeliveryScripts.REMOVE, sessionId)
                .onFailure(failure -> removeLater(sessionId))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private synchronized void removeLater(String sessionId) {
        if (removals.size() < MAX_REMOVALS) {
            removals.add(sessionId);
        }
    }

    private void hold(DeliveryRecord record, long until) {
        List<CompletableFuture<Void>> permitted;
        synchronized (this) {
            if (!delivered.contains(record.sessionId())) {
                // The answer came after the release.
                return;
            }
            claims.put(record.sessionId(), new Claim(record, until));
            permitted = waiting.remove(record.sessionId());
        }
        if (permitted != null) {
            permitted.forEach(permission -> permission.complete(null));
        }
    }

    private void lose(String sessionId) {
        Consumer<String> listener;
        synchronized (this) {
            release(sessionId);
            listener = onLost;
        }
        listener.accept(sessionId);
    }

    private synchronized @Nullable DeliveryRecord held(String sessionId) {
        Claim claim = claims.get(sessionId);
        return claim == null ? null : claim.record();
    }

    private void renew() {
        if (!link.isConnected()) {
            return;
        }
        List<String> sessions;
        List<String> removed;
        synchronized (this) {
            sessions = List.copyOf(claims.keySet());
            removed = List.copyOf(removals);
            removals.clear();
        }
        removed.forEach(this::remove);
        for (int from = 0; from < sessions.size(); from += RENEWED_AT_ONCE) {
            renew(sessions.subList(from, Math.min(sessions.size(), from + RENEWED_AT_ONCE)));
        }
    }

    private void renew(List<String> sessions) {
        long until = claimEnd();
        List<String> arguments = new ArrayList<>(List.of(millis()));
        arguments.addAll(sessions);
        run(DeliveryScripts.RENEW, arguments.toArray(String[]::new)).onSuccess(answer -> {
            Map<String, Boolean> lost = new HashMap<>();
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                lost.put(answer.get(i).toString(), answer.get(i + 1).toString().equals("1"));
            }
            for (String sessionId : sessions) {
                DeliveryRecord record = held(sessionId);
                if (record != null) {
                    onRenewed(record, lost.get(sessionId), until);
                }
            }
        });
    }

    /** @param elsewhere whether another process has the record, or else Redis has lost it; null if it is renewed */
    private void onRenewed(DeliveryRecord record, @Nullable Boolean elsewhere, long until) {
        if (elsewhere == null) {
            hold(record, until);
        } else if (elsewhere) {
            lose(record.sessionId());
        } else {
            var unused = save(record);
        }
    }

    /** Returns when a claim ends that is made now; for Redis it ends later, because it gets the command later. */
    private long claimEnd() {
        return System.nanoTime() + claimTime.toNanos();
    }

    private String millis() {
        return Long.toString(claimTime.toMillis());
    }

    private Future<Response> run(RedisScript script, String... arguments) {
        List<String> all = new ArrayList<>(List.of(process));
        all.addAll(List.of(arguments));
        return link.run(script, keys, all).onSuccess(answer -> setFailing(null)).onFailure(this::setFailing);
    }

    private synchronized void setFailing(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "How far webhooks are delivered cannot be stored in Redis, so no more is delivered soon; both are retried:"
                            + " {0}",
                    failure.toString());
        } else if (failure == null && failing) {
            LOG.log(System.Logger.Level.INFO, "Storing how far webhooks are delivered works again");
        }
        failing = failure != null;
    }

    /** Ends the renewals: other nodes take over what is left when the claims end. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
