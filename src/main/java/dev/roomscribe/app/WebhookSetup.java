package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.TranscriptConfig;
import dev.roomscribe.app.config.WebhookConfig;
import dev.roomscribe.webhook.DeliveryRecords;
import dev.roomscribe.webhook.WebhookLimits;
import dev.roomscribe.webhook.WebhookObserver;
import dev.roomscribe.webhook.WebhookPolicy;
import dev.roomscribe.webhook.WebhookSigner;
import dev.roomscribe.webhook.Webhooks;
import dev.roomscribe.webhook.file.FileDeliveryRecords;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the sender of outgoing webhooks from the configuration. */
final class WebhookSetup {
    private WebhookSetup() {}

    /**
     * Returns null if no signing secret is configured.
     *
     * @throws ConfigurationException if a secret is invalid; the message does not contain it
     */
    static @Nullable Webhooks webhooks(
            WebhookConfig config, Vertx vertx, WebhookObserver observer, DeliveryRecords records) {
        WebhookSigner signer = signer(config);
        return signer == null
                ? null
                : new Webhooks(
                        vertx,
                        signer,
                        new WebhookPolicy(
                                config.allowHttp(),
                                config.allowPrivate(),
                                config.allowedHosts().orElse(Set.of())),
                        new WebhookLimits(config.requestTimeout(), config.retryTimeout()),
                        InstantSource.system(),
                        observer,
                        records);
    }

    /** Returns where webhooks store how far they are delivered; it is kept as long as the transcripts are. */
    static DeliveryRecords records(RoomscribeConfig config, @Nullable ClusterSetup cluster, Vertx vertx) {
        if (cluster != null) {
            return cluster.deliveries(vertx);
        }
        return config.transcript().storage() == TranscriptConfig.Storage.MEMORY
                ? DeliveryRecords.NONE
                : new FileDeliveryRecords(DataDirectory.of(config).webhooks());
    }

    /**
     * Returns null if no signing secret is configured.
     *
     * @throws ConfigurationException if a secret is invalid; the message does not contain it
     */
    static @Nullable WebhookSigner signer(WebhookConfig config) {
        try {
            return config.secret().map(WebhookSigner::of).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.webhook.secret is invalid: " + e.getMessage()
                    + ". Set it to whsec_ followed by the output of: openssl rand -base64 32");
        }
    }
}
