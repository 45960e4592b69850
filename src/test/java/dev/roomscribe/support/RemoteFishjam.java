package dev.roomscribe.support;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.recognition.vosk.ToneModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Fishjam in the test's process, which outlives the service's process. */
public final class RemoteFishjam implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam;

    public RemoteFishjam() {
        this(EmbeddedOptions.defaults());
    }

    public RemoteFishjam(EmbeddedOptions options) {
        fishjam = EmbeddedFishjam.start(vertx, options)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public String url() {
        return fishjam.url();
    }

    public String managementToken() {
        return fishjam.managementToken();
    }

    public EmbeddedRoom openRoom(String id) {
        return fishjam.openRoom(id);
    }

    /** Sends a notification to every subscriber. */
    public void send(ServerMessage notification) {
        fishjam.notifyRaw(notification.toByteArray());
    }

    public Faults faults() {
        return fishjam.faults();
    }

    EmbeddedFishjam fishjam() {
        return fishjam;
    }

    /** Returns the environment of a service that joins this Fishjam's rooms and recognizes tones instead of speech. */
    public Map<String, String> toneSettings(Path directory) {
        return Map.of(
                "FISHJAM_ID",
                url(),
                "FISHJAM_MANAGEMENT_TOKEN",
                managementToken(),
                "ROOMSCRIBE_DATA_DIRECTORY",
                directory.resolve("data").toString(),
                "ROOMSCRIBE_MODEL",
                ToneModel.write(directory.resolve("tones")).toString(),
                // The speech gate would drop tones.
                "ROOMSCRIBE_RECOGNITION_SKIP_SILENCE",
                "false",
                "ROOMSCRIBE_RECOGNITION_ENDPOINTING",
                "0s");
    }

    @Override
    public void close() {
        fishjam.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
