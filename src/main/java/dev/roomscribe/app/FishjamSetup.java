package dev.roomscribe.app;

import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.DemoRoom;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Fishjam that is configured: a real one, or the one that comes with the service and is started here.
 *
 * @param embedded null for a real one
 */
record FishjamSetup(FishjamClient client, @Nullable EmbeddedFishjam embedded) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FishjamSetup.class.getName());

    /** Starting it takes milliseconds. */
    private static final long EMBEDDED_START_SECONDS = 10;

    static FishjamSetup of(RoomscribeConfig.Fishjam config, Vertx vertx) {
        FishjamOptions options = FishjamOptions.defaults()
                .withRequestTimeout(config.requestTimeout())
                .withLiveness(config.livenessLimit().dividedBy(3), config.livenessLimit());
        if (config.embedded().enabled()) {
            return embedded(config, options, vertx);
        }
        List<String> missing = new ArrayList<>();
        if (config.id().isEmpty()) {
            missing.add("FISHJAM_ID (roomscribe.fishjam.id)");
        }
        if (config.managementToken().isEmpty()) {
            missing.add("FISHJAM_MANAGEMENT_TOKEN (roomscribe.fishjam.management-token)");
        }
        if (!missing.isEmpty()) {
            throw new ConfigurationException("No Fishjam to join: set " + String.join(" and ", missing)
                    + ", or set roomscribe.fishjam.embedded=true to try the service out on the demo room.");
        }
        return new FishjamSetup(
                new FishjamClient(
                        vertx,
                        address(config.id().get()),
                        config.managementToken().get(),
                        options),
                null);
    }

    private static FishjamSetup embedded(RoomscribeConfig.Fishjam config, FishjamOptions options, Vertx vertx) {
        EmbeddedOptions embeddedOptions =
                EmbeddedOptions.defaults().withPort(config.embedded().port());
        // Quarkus turns WebSocket servers off for the whole process, unless it is told otherwise before it starts its
        // own.
        System.setProperty("vertx.disableWebsockets", "false");
        try {
            EmbeddedFishjam fishjam = EmbeddedFishjam.start(vertx, embeddedOptions)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(EMBEDDED_START_SECONDS, TimeUnit.SECONDS)
                    .join();
            DemoRoom.open(fishjam);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Using the embedded Fishjam at {0}, not a real one; its room \"{1}\" is talking",
                    fishjam.url(),
                    DemoRoom.ID);
            return new FishjamSetup(
                    new FishjamClient(vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), options),
                    fishjam);
        } catch (java.util.concurrent.CompletionException e) {
            throw new ConfigurationException("The embedded Fishjam cannot be started on port "
                    + config.embedded().port() + ": " + e.getMessage()
                    + ". Set roomscribe.fishjam.embedded.port to a free one, or to 0.");
        }
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
