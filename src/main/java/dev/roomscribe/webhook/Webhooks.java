package dev.roomscribe.webhook;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.Erasure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All webhooks of this service. A webhook outlives its session while events are undelivered. Thread-safe.
 */
public final class Webhooks {
    /** Twice the maximum number of sessions; the others belong to ended sessions whose receivers do not respond. */
    private static final int MAX_WEBHOOKS = 2_000;

    private static final System.Logger LOG = System.getLogger(Webhooks.class.getName());

    private final WebhookContext context;
    private final Runnable release;
    private final Set<Webhook> webhooks = new LinkedHashSet<>();
    /** Used on the event loop only. */
    private boolean closing;

    /**
     * Create it outside every verticle: what is created on a verticle's context ends with the verticle.
     *
     * @param records the caller closes them after closing this
     */
    public Webhooks(
            Vertx vertx,
            WebhookSigner signer,
            WebhookPolicy policy,
            WebhookLimits limits,
            InstantSource clock,
            WebhookObserver observer,
            DeliveryRecords records) {
        this(
                vertx,
                new SystemHostResolver(vertx),
                clientOptions(limits),
                signer,
                policy,
                limits,
                clock,
                observer,
                records);
    }

    Webhooks(
            Vertx vertx,
            HostResolver resolver,
            HttpClientOptions clientOptions,
            WebhookSigner signer,
            WebhookPolicy policy,
            WebhookLimits limits,
            InstantSource clock,
            WebhookObserver observer,
            DeliveryRecords records) {
        HttpClient http = vertx.createHttpClient(clientOptions);
        context = new WebhookContext(
                vertx,
                VertxEventLoop.of(vertx.getOrCreateContext()),
                http,
                resolver,
                signer,
                policy,
                limits,
                clock,
                observer,
                records);
        records.onLost(this::onLost);
        release = () -> {
            http.close();
            resolver.close();
        };
    }

    static HttpClientOptions clientOptions(WebhookLimits limits) {
        return new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(limits.requestTimeout().toMillis()))
                // Per host. A webhook has one request at a time, so no request waits for another webhook's.
                .setMaxPoolSize(MAX_WEBHOOKS)
                // Well below the idle timeout of servers.
                .setKeepAliveTimeout(15);
    }

    /**
     * Checks a URL as far as possible without resolving its host.
     *
     * @throws IllegalArgumentException if it is not allowed; the message says what to do
     */
    public void check(WebhookUrl url) {
        context.policy().check(url);
    }

    /**
     * Delivers a session's events up to {@code session.ended}: from the stored position, if an earlier process began to
     * deliver the session's events, and else from the next event of its room's transcript. If there are too many webhooks,
     * the one whose receiver has been failing longest is closed.
     *
     * @throws TooManySubscribersException if the room has its maximum number of subscribers
     */
    public Webhook open(String sessionId, WebhookUrl url, RoomTranscript transcript) {
        if (context.records().claimInterval().isPresent()) {
            // From when this process had the session before another one. Releases the record before it is claimed
            // again.
            webhooks(sessionId).forEach(Webhook::handOver);
        }
        Future<Optional<DeliveryRecord>> stored = context.eventLoop()
                .call(() -> Future.fromCompletionStage(context.records().claim(sessionId)));
        return add(new Webhook(sessionId, url, transcript, context, stored.toCompletionStage()));
    }

    private Stream<Webhook> webhooks(String sessionId) {
        return all().stream().filter(webhook -> webhook.sessionId().equals(sessionId));
    }

    /** Another process delivers the events of a session. */
    private void onLost(String sessionId) {
        webhooks(sessionId).forEach(Webhook::handOver);
    }

    /**
     * Continues to deliver the events of sessions that have ended, which an earlier process did not deliver, and from now on
     * those that another process has left. The retry timeout counts from then. Call it once, before requests are accepted.
     *
     * @param sessionContinues whether a session, named by its id, is resumed; it opens its webhook itself
     * @return completes when these webhooks are open; never fails
     */
    public Future<Void> resume(Transcripts transcripts, Predicate<String> sessionContinues) {
        context.records()
                .claimInterval()
                .ifPresent(interval -> context.eventLoop()
                        .execute(() -> context.eventLoop().repeat(interval, () -> {
                            if (!closing) {
                                var unused = openUnclaimed(transcripts, sessionContinues);
                            }
                        })));
        return openUnclaimed(transcripts, sessionContinues);
    }

    private Future<Void> openUnclaimed(Transcripts transcripts, Predicate<String> sessionContinues) {
        return context.eventLoop()
                .await(EventLoop.attempt(
                        () -> Future.fromCompletionStage(context.records().unclaimed())))
                .otherwise(List.of())
                .compose(records -> {
                    List<DeliveryRecord> ended = records.stream()
                            .filter(record -> !sessionContinues.test(record.sessionId()))
                            .toList();
                    if (ended.size() > MAX_WEBHOOKS) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "{0} webhooks have undelivered events: more than {1}; delivery to the others continues at"
                                        + " the next start",
                                ended.size(),
                                MAX_WEBHOOKS);
                    }
                    return new StoredDeliveries(context, transcripts, this::openStored, () -> closing)
                            .openAll(ended.stream().limit(MAX_WEBHOOKS).toList());
                })
                .otherwiseEmpty();
    }

    private void openStored(DeliveryRecord record, RoomTranscript transcript) {
        if (webhooks(record.sessionId()).findAny().isPresent()) {
            // Its session was resumed and has ended meanwhile.
            return;
        }
        Webhook webhook = add(new Webhook(
                record.sessionId(),
                record.url(),
                transcript,
                context,
                CompletableFuture.completedStage(Optional.of(record))));
        webhook.stopAtLogEnd();
        webhook.onSessionEnded();
    }

    /**
     * Delivers nothing of what was erased from a room's transcript any more, except what a receiver is just being sent.
     *
     * @param erasure tells what; null for everything, also everything that is still undelivered
     */
    public void erased(String roomId, @Nullable Erasure erasure) {
        all().stream()
                .filter(webhook -> webhook.roomId().equals(roomId))
                .forEach(webhook -> context.eventLoop().execute(() -> webhook.erase(erasure)));
    }

    private Webhook add(Webhook webhook) {
        webhook.closed().onComplete(closed -> remove(webhook));
        int count;
        synchronized (webhooks) {
            webhooks.add(webhook);
            count = webhooks.size();
        }
        if (count > MAX_WEBHOOKS) {
            longestFailing()
                    .ifPresent(failing -> context.eventLoop()
                            .execute(() -> failing.abort("there are more than " + MAX_WEBHOOKS + " webhooks")));
        }
        return webhook;
    }

    private void remove(Webhook webhook) {
        synchronized (webhooks) {
            webhooks.remove(webhook);
        }
    }

    private List<Webhook> all() {
        synchronized (webhooks) {
            return List.copyOf(webhooks);
        }
    }

    /** Returns how many webhooks have undelivered events or belong to a running session. */
    public int count() {
        return all().size();
    }

    /** Returns for how long the longest failing webhook has been failing; zero if none is failing. */
    public Duration failingFor() {
        Instant now = context.clock().instant();
        return longestFailing().map(webhook -> webhook.failingFor(now)).orElse(Duration.ZERO);
    }

    private Optional<Webhook> longestFailing() {
        Instant now = context.clock().instant();
        return all().stream().max(Comparator.comparing(webhook -> webhook.failingFor(now)));
    }

    /**
     * Attempts every undelivered event for the last time. What fails is delivered by a later process, or dropped if no
     * records are stored.
     *
     * @return completed within the limit
     */
    public Future<Void> close(Duration limit) {
        return context.eventLoop().call(() -> {
            closing = true;
            List<Webhook> open = all();
            open.forEach(Webhook::sendLastAttempt);
            long timer = context.eventLoop().schedule(limit, () -> open.forEach(Webhook::stop));
            return Future.join(open.stream().map(Webhook::closed).toList()).transform(done -> {
                context.eventLoop().cancelTimer(timer);
                long later = open.stream().filter(Webhook::isDeliveredLater).count();
                if (later > 0) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "Webhooks whose undelivered events follow after the next start: {0}",
                            later);
                }
                release.run();
                return Future.succeededFuture();
            });
        });
    }
}
