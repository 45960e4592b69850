package dev.roomscribe.webhook;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;

/**
 * What every webhook works with.
 *
 * @param context the event loop that all of them share
 * @param http shared: it has a pool for each host, in which a webhook never has more than one connection in use
 */
record WebhookContext(
        Vertx vertx,
        Context context,
        HttpClient http,
        HostResolver resolver,
        WebhookSigner signer,
        WebhookPolicy policy,
        WebhookLimits limits,
        InstantSource clock,
        WebhookObserver observer) {}
