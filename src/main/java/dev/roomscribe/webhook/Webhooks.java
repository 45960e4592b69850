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
 * The webhooks of this service. They outlive their sessions, for as long as their receivers leave events waiting.
 * Thread-safe.
 */
public final class Webhooks {
    /** Twice the sessions that there may be at once; the others are over, and wait for receivers that do not answer. */
    private static final int MOST = 2_000;

    private final WebhookContext post;
    private final Runnable release;
    private final Set<Webhook> open = new LinkedHashSet<>();

    /** To be created outside every verticle: what is made on a verticle's context ends with it. */
    public Webhooks(
            Vertx vertx,
            WebhookSigner signer,
            WebhookPolicy policy,
            WebhookLimits limits,
            InstantSource clock,
            WebhookObserver observer) {
        this(vertx, new SystemResolver(vertx), client(limits), signer, policy, limits, clock, observer);
    }

    Webhooks(
            Vertx vertx,
            HostResolver resolver,
            HttpClientOptions client,
            WebhookSigner signer,
            WebhookPolicy policy,
            WebhookLimits limits,
            InstantSource clock,
            WebhookObserver observer) {
        HttpClient http = vertx.createHttpClient(client);
        post = new WebhookContext(
                vertx, vertx.getOrCreateContext(), http, resolver, signer, policy, limits, clock, observer);
        release = () -> {
            http.close();
            resolver.close();
        };
    }

    static HttpClientOptions client(WebhookLimits limits) {
        return new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(limits.timeout().toMillis()))
                // Of each host: a webhook has one request under way at a time, and none waits for another's.
                .setMaxPoolSize(MOST)
                // Well below what servers keep idle connections for.
                .setKeepAliveTimeout(15);
    }

    /**
     * Checks a URL as far as can be told without a look-up.
     *
     * @throws IllegalArgumentException if it is not allowed; the message says what to do
     */
    public void check(WebhookUrl url) {
        post.policy().check(url);
    }

    /**
     * Posts a session's events, from the next that its room's transcript gets to its {@code session.ended}. Where there
     * are too many already, the one whose receiver has been failing longest gives up.
     *
     * @throws TooManySubscribersException if the room has as many as it may
     */
    public Webhook open(String sessionId, WebhookUrl url, RoomTranscript transcript) {
        Webhook webhook = new Webhook(transcript.roomId(), sessionId, url, transcript, post);
        webhook.over().onComplete(over -> forget(webhook));
        int count;
        synchronized (open) {
            open.add(webhook);
            count = open.size();
        }
        if (count > MOST) {
            worst().ifPresent(failing ->
                    post.context().runOnContext(now -> failing.giveUp("there are " + MOST + " webhooks already")));
        }
        return webhook;
    }

    private void forget(Webhook webhook) {
        synchronized (open) {
            open.remove(webhook);
        }
    }

    private List<Webhook> all() {
        synchronized (open) {
            return List.copyOf(open);
        }
    }

    /** Returns how many have, or may get, something to post. */
    public int count() {
        return all().size();
    }

    /** Returns for how long the attempts of the one that fares worst have been failing; zero if all receivers answer. */
    public Duration failingFor() {
        Instant now = post.clock().instant();
        return worst().map(webhook -> webhook.failingFor(now)).orElse(Duration.ZERO);
    }

    private Optional<Webhook> worst() {
        Instant now = post.clock().instant();
        return all().stream().max(Comparator.comparing(webhook -> webhook.failingFor(now)));
    }

    /**
     * Posts what can be posted now and gives the rest up.
     *
     * @return completed within the limit
     */
    public Future<Void> close(Duration limit) {
        Promise<Void> closed = Promise.promise();
        post.context().runOnContext(now -> {
            List<Webhook> left = all();
            left.forEach(Webhook::hurry);
            long timer = post.vertx()
                    .setTimer(
                            Math.max(1, limit.toMillis()),
                            late -> left.forEach(webhook -> webhook.giveUp("the service is stopping")));
            Future.join(left.stream().map(Webhook::over).toList()).onComplete(done -> {
                post.vertx().cancelTimer(timer);
                release.run();
                closed.complete();
            });
        });
        return closed.future();
    }
}
