package dev.roomscribe.app;

import dev.roomscribe.app.config.FishjamConfig;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.DemoRoom;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.session.presence.FishjamTokenCheck;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client of the configured Fishjam, and the embedded Fishjam if that is the one in use.
 *
 * @param embedded null for a real Fishjam
 */
record FishjamSetup(FishjamClient client, @Nullable EmbeddedFishjam embedded) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FishjamSetup.class.getName());

    /** Far more than the few milliseconds that a start takes. */
    private static final long EMBEDDED_STARTUP_TIMEOUT_SECONDS = 10;

    /** @throws ConfigurationException that names the setting to change */
    static FishjamSetup of(FishjamConfig config, Vertx vertx) {
        FishjamOptions options = FishjamOptions.defaults()
                .withRequestTimeout(config.requestTimeout())
                .withKeepAlive(config.keepAliveTimeout().dividedBy(3), config.keepAliveTimeout());
        if (config.embedded().enabled()) {
            return embedded(config, options, vertx);
        }
        check(config);
        return new FishjamSetup(
                new FishjamClient(
                        vertx,
                        address(config.id().orElseThrow()),
                        config.managementToken().orElseThrow(),
                        options),
                null);
    }

    /** @throws ConfigurationException that names the setting to change, if a real Fishjam is used and its address or token is missing */
    static void check(FishjamConfig config) {
        if (config.embedded().enabled()) {
            return;
        }
        List<String> missing = new ArrayList<>();
        if (config.id().isEmpty()) {
            missing.add("FISHJAM_ID (roomscribe.fishjam.id)");
        }
        if (config.managementToken().isEmpty()) {
            missing.add("FISHJAM_MANAGEMENT_TOKEN (roomscribe.fishjam.management-token)");
        }
        if (!missing.isEmpty()) {
            throw new ConfigurationException("No Fishjam is configured: set " + String.join(" and ", missing)
                    + ", or set roomscribe.fishjam.embedded=true to try the service with the demo room.");
        }
        address(config.id().orElseThrow());
    }

    private static FishjamSetup embedded(FishjamConfig config, FishjamOptions options, Vertx vertx) {
        EmbeddedOptions embeddedOptions =
                EmbeddedOptions.defaults().withPort(config.embedded().port());
        // Quarkus disables WebSocket servers for the whole process, unless this is set before its own server starts.
        System.setProperty("vertx.disableWebsockets", "false");
        try {
            EmbeddedFishjam fishjam = EmbeddedFishjam.start(vertx, embeddedOptions)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(EMBEDDED_STARTUP_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
            DemoRoom.open(fishjam);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Using the embedded Fishjam at {0} instead of a real one; its room \"{1}\" has two talking peers",
                    fishjam.url(),
                    DemoRoom.ID);
            return new FishjamSetup(
                    new FishjamClient(vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), options),
                    fishjam);
        } catch (CompletionException e) {
            throw new ConfigurationException("The embedded Fishjam could not be started on port "
                    + config.embedded().port() + ": " + e.getMessage()
                    + ". Set roomscribe.fishjam.embedded.port to a free port, or to 0.");
        }
    }

    /**
     * Returns null if no webhook secret is configured.
     *
     * @throws ConfigurationException if the secret is invalid
     */
    static @Nullable FishjamWebhook webhookReader(FishjamConfig config) {
        try {
            return config.webhookSecret().map(FishjamWebhook::new).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.fishjam.webhook-secret is invalid: " + e.getMessage());
        }
    }

    /**
     * Returns where the names of peers are.
     *
     * @throws ConfigurationException if a field is invalid
     */
    static NameFields nameFields(FishjamConfig config) {
        try {
            return NameFields.of(config.nameFields());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.fishjam.name-fields is invalid: " + e.getMessage());
        }
    }

    /** Starts to check the management token, unless it is that of the embedded Fishjam. */
    FishjamTokenCheck tokenCheck(Vertx vertx) {
        EventLoop eventLoop = VertxEventLoop.of(vertx.getOrCreateContext());
        return embedded == null
                ? FishjamTokenCheck.start(eventLoop, client::validate)
                : FishjamTokenCheck.none(eventLoop);
    }

    private static FishjamAddress address(String idOrUrl) {
        try {
            return FishjamAddress.of(idOrUrl);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("FISHJAM_ID (roomscribe.fishjam.id): " + e.getMessage());
        }
    }

    @Override
    public void close() {
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
