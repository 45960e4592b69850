package dev.roomscribe.support;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.recognition.vosk.ToneModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An embedded Fishjam outside the process of the service, which it outlives. */
public final class RemoteFishjam implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    public final EmbeddedFishjam fishjam = EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults())
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    /** Returns the environment of a service that uses this Fishjam and the tone model. */
    public Map<String, String> settings(Path directory) {
        return Map.of(
                "FISHJAM_ID", fishjam.url(),
                "FISHJAM_MANAGEMENT_TOKEN", fishjam.managementToken(),
                "ROOMSCRIBE_DATA_DIRECTORY", directory.resolve("data").toString(),
                "ROOMSCRIBE_MODEL", ToneModel.write(directory.resolve("tones")).toString(),
                // The speech gate would drop tones.
                "ROOMSCRIBE_RECOGNITION_SKIP_SILENCE", "false",
                "ROOMSCRIBE_RECOGNITION_ENDPOINTING", "0s");
    }

    @Override
    public void close() {
        fishjam.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
