package dev.roomscribe.webhook;

import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;

/**
 * The resources that all webhooks share.
 *
 * @param eventLoop what all webhooks run on
 * @param http has one pool for each host; a webhook uses at most one connection at a time
 * @param records where webhooks store how far they are delivered
 */
record WebhookContext(
        Vertx vertx,
        EventLoop eventLoop,
        HttpClient http,
        HostResolver resolver,
        WebhookSigner signer,
        WebhookPolicy policy,
        WebhookLimits limits,
        InstantSource clock,
        WebhookObserver observer,
        DeliveryRecords records) {}
