package dev.roomscribe.fishjam.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.Waiting;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTargetTest {
    @Test
    void everyPeerTalksFromItsOwnPlaceInTheRecording() {
        try (EmbeddedSetup setup = new EmbeddedSetup()) {
            LoadTarget.openRooms(setup.fishjam, 2, 3);
            assertThat(setup.fishjam.rooms()).extracting(EmbeddedRoom::id).containsExactly("load-1", "load-2");
            HashSet<Object> starts = new HashSet<>();
            for (EmbeddedRoom room : setup.fishjam.rooms()) {
                RecordingAgentListener agent = new RecordingAgentListener();
                List<EmbeddedPeer> peers = room.peers();
                setup.connect(setup.createAgent(room), agent);
                assertThat(peers).hasSize(3);
                peers.forEach(peer -> starts.add(peer.recordingStartedAt()));
                Waiting.await()
                        .until(() -> peers.stream()
                                .flatMap(peer -> peer.tracks().stream())
                                .allMatch(track -> !agent.of(track.id()).isEmpty()));
            }
            assertThat(starts).hasSize(6);
        }
    }

    @Test
    void theDefaultIsAHundredRoomsOfTenPeers() {
        assertThat(LoadTarget.Options.parse(List.of())).isEqualTo(new LoadTarget.Options(0, 100, 10));
        assertThat(LoadTarget.Options.parse(List.of("--rooms", "2", "--peers", "3", "--port", "5002")))
                .isEqualTo(new LoadTarget.Options(5002, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rooms", "--rooms many", "--peers -1", "--speed 2", "--port 65536"})
    void invalidOptionsPrintTheUsage(String line) {
        assertThatThrownBy(() -> LoadTarget.Options.parse(List.of(line.split(" ", -1))))
                .hasMessageStartingWith("Usage:");
    }
}
