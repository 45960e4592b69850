package dev.roomscribe.support;

import dev.roomscribe.fishjam.embedded.DemoRoom;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The demo room in a Fishjam outside of the service, which outlives it, and in which a test can break things. */
public final class TalkingRoom implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam = EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults())
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    private final EmbeddedRoom room = DemoRoom.open(fishjam);

    /** Starts a service for it, with more system properties. */
    public RoomscribeProcess serve(Path dataDirectory, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("-Droomscribe.data-directory=" + dataDirectory);
        return RoomscribeProcess.start(
                Map.of("FISHJAM_ID", fishjam.url(), "FISHJAM_MANAGEMENT_TOKEN", fishjam.managementToken()),
                all.toArray(String[]::new));
    }

    /** Opens another room, in which somebody is and nobody talks. */
    public void openQuietRoom(String id, String somebody) {
        fishjam.openRoom(id).join(somebody);
    }

    /** Breaks the connection of the service's agent. */
    public void dropAgent() {
        room.agents().forEach(agent -> agent.drop());
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
