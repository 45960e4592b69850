package dev.roomscribe.webhook;

import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

/**
 * All webhooks of this service. A webhook outlives its session while events are undelivered. Thread-safe.
 */
public final class Webhooks {
    /** Twice the maximum number of sessions; the others belong to ended sessions whose receivers do not respond. */
    private static final int MAX_WEBHOOKS = 2_000;

    private final WebhookContext context;
    private final Runnable release;
    private final Set<Webhook> webhooks = new LinkedHashSet<>();

    /** Create it outside every verticle: what is created on a verticle's context ends with the verticle. */
    public Webhooks(
            Vertx vertx,
            WebhookSigner signer,
            WebhookPolicy policy,
            WebhookLimits limits,
            InstantSource clock,
            WebhookObserver observer) {
        this(vertx, new SystemHostResolver(vertx), clientOptions(limits), signer, policy, limits, clock, observer);
    }

    Webhooks(
            Vertx vertx,
            HostResolver resolver,
            HttpClientOptions clientOptions,
            WebhookSigner signer,
            WebhookPolicy policy,
            WebhookLimits limits,
            InstantSource clock,
            WebhookObserver observer) {
        HttpClient http = vertx.createHttpClient(clientOptions);
        context = new WebhookContext(
                vertx, vertx.getOrCreateContext(), http, resolver, signer, policy, limits, clock, observer);
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
     * Delivers a session's events, from the next event of its room's transcript to {@code session.ended}. If there are
     * too many webhooks, the one whose receiver has been failing longest is closed.
     *
     * @throws TooManySubscribersException if the room has its maximum number of subscribers
     */
    public Webhook open(String sessionId, WebhookUrl url, RoomTranscript transcript) {
        Webhook webhook = new Webhook(sessionId, url, transcript, context);
        webhook.closed().onComplete(closed -> remove(webhook));
        int count;
        synchronized (webhooks) {
            webhooks.add(webhook);
            count = webhooks.size();
        }
        if (count > MAX_WEBHOOKS) {
            longestFailing()
                    .ifPresent(failing -> context.eventLoop()
                            .runOnContext(now -> failing.abort("there are more than " + MAX_WEBHOOKS + " webhooks")));
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
     * Attempts every undelivered event for the last time, and drops the events that fail.
     *
     * @return completed within the limit
     */
    public Future<Void> close(Duration limit) {
        Promise<Void> closed = Promise.promise();
        context.eventLoop().runOnContext(now -> {
            List<Webhook> open = all();
            open.forEach(Webhook::sendLastAttempt);
            long timer = context.vertx()
                    .setTimer(
                            Math.max(1, limit.toMillis()),
                            late -> open.forEach(webhook -> webhook.abort("the service is stopping")));
            Future.join(open.stream().map(Webhook::closed).toList()).onComplete(done -> {
                context.vertx().cancelTimer(timer);
                release.run();
                closed.complete();
            });
        });
        return closed.future();
    }
}
