package dev.roomscribe.fishjam.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.fishjam.RecordingAgentListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTargetTest {
    @Test
    void everybodyInEveryRoomTalksAndNobodySaysWhatAnotherSaysAtThatMoment() {
        try (EmbeddedSetup setup = new EmbeddedSetup()) {
            LoadTarget.fill(setup.fishjam, 2, 3);
            assertThat(setup.fishjam.rooms()).extracting(EmbeddedRoom::id).containsExactly("load-1", "load-2");
            HashSet<Object> starts = new HashSet<>();
            for (EmbeddedRoom room : setup.fishjam.rooms()) {
                RecordingAgentListener agent = new RecordingAgentListener();
                List<EmbeddedPeer> people = room.peers();
                setup.connect(setup.agent(room), agent);
                assertThat(people).hasSize(3);
                people.forEach(peer -> starts.add(peer.recordingStartedAt()));
                Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> people.stream()
                        .flatMap(peer -> peer.tracks().stream())
                        .allMatch(track -> !agent.of(track.id()).isEmpty()));
            }
            assertThat(starts).hasSize(6);
        }
    }

    @Test
    void aHundredRoomsOfTenUnlessToldOtherwise() {
        assertThat(LoadTarget.Wanted.of(List.of())).isEqualTo(new LoadTarget.Wanted(0, 100, 10));
        assertThat(LoadTarget.Wanted.of(List.of("--rooms", "2", "--peers", "3", "--port", "5002")))
                .isEqualTo(new LoadTarget.Wanted(5002, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rooms", "--rooms many", "--peers -1", "--speed 2", "--port 65536"})
    void aMistakeIsAnsweredWithTheUsage(String line) {
        assertThatThrownBy(() -> LoadTarget.Wanted.of(List.of(line.split(" ", -1))))
                .hasMessageStartingWith("Usage:");
    }
}
