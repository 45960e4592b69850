package dev.roomscribe.support;

import dev.roomscribe.fishjam.embedded.DemoRoom;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The demo room in a Fishjam that outlives the service's process and whose connections a test can break. */
public final class RemoteDemoRoom implements AutoCloseable {
    private final RemoteFishjam fishjam = new RemoteFishjam();
    private final EmbeddedRoom room = DemoRoom.open(fishjam.fishjam());

    /**
     * Starts a service for this Fishjam.
     *
     * @param properties additional system properties, such as {@code -Dname=value}
     */
    public RoomscribeProcess startService(Path dataDirectory, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("-Droomscribe.data-directory=" + dataDirectory);
        return RoomscribeProcess.start(
                Map.of("FISHJAM_ID", fishjam.url(), "FISHJAM_MANAGEMENT_TOKEN", fishjam.managementToken()),
                all.toArray(String[]::new));
    }

    /** Opens another room, with one silent peer. */
    public void openSilentRoom(String id, String peerName) {
        fishjam.openRoom(id).join(peerName);
    }

    /** Makes Fishjam answer every REST request with status 503, until {@link #restoreFishjam}. */
    public void refuseRequests() {
        fishjam.faults().answer(new Faults.Answer(503, "application/json", "{}"), 10_000);
    }

    public void restoreFishjam() {
        fishjam.faults().heal();
    }

    /** Breaks the connection of the service's agent. */
    public void dropAgent() {
        room.agents().forEach(agent -> agent.drop());
    }

    @Override
    public void close() {
        fishjam.close();
    }
}
