package dev.roomscribe.session.agent;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.session.agent.AgentJournal.Entry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No agent is left behind for long, and none is touched that is not ours. */
class AgentsTest {
    private static final String HERE = "http://fishjam.test/api/v1/connect/here";

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam = await(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
    private final FishjamClient client = new FishjamClient(
            vertx,
            FishjamAddress.of(fishjam.url()),
            fishjam.managementToken(),
            FishjamOptions.defaults().withRetries(0));
    private final EmbeddedRoom room = fishjam.openRoom("weekly");

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        client.close();
        fishjam.close();
        await(vertx.close());
    }

    @Test
    void theAgentsOfARunThatDiedAreDeletedByTheNextAndNobodyElses() throws IOException {
        EmbeddedPeer ana = room.join("Ana");
        EmbeddedPeer foreign = room.join(
                PeerType.AGENT,
                dev.roomscribe.fishjam.embedded.media.Playback.of(
                        dev.roomscribe.support.Sounds.recording(new short[16_000])));
        AgentJournal died = AgentJournal.open(directory, HERE);
        Agents before = new Agents(vertx, client, died);
        await(before.create("weekly", AgentOptions.autoSubscribe()));
        await(before.create("weekly", AgentOptions.autoSubscribe()));
        assertThat(room.agents()).hasSize(3);
        died.close();

        Agents next = new Agents(vertx, client, AgentJournal.open(directory, HERE));
        soon().until(() -> room.agents().size() == 1);
        assertThat(room.peers()).containsExactlyInAnyOrder(ana, foreign);
        soon().until(() -> files().isEmpty() || files().stream().noneMatch(this::namesAnAgent));
        next.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void theAgentsOfARunThatIsAliveOrThatWereElsewhereAreLeftAlone() throws IOException {
        AgentJournal alive = AgentJournal.open(directory, HERE);
        alive.write(List.of(new Entry("weekly", "a1")));
        AgentJournal elsewhere = AgentJournal.open(directory, HERE + "-not");
        elsewhere.write(List.of(new Entry("weekly", "a2")));
        elsewhere.close();
        try (AgentJournal next = AgentJournal.open(directory, HERE)) {
            assertThat(next.adopt()).isEmpty();
            alive.close();
            assertThat(next.adopt()).containsExactly(new Entry("weekly", "a1"));
            next.write(List.of());
        }
        try (AgentJournal there = AgentJournal.open(directory, HERE + "-not")) {
            assertThat(there.adopt()).containsExactly(new Entry("weekly", "a2"));
        }
    }

    @Test
    void aRunThatDiesWhileItSweepsLeavesTheRestToTheNext() throws IOException {
        AgentJournal died = AgentJournal.open(directory, HERE);
        died.write(List.of(new Entry("weekly", "a1")));
        died.close();
        AgentJournal diedToo = AgentJournal.open(directory, HERE);
        assertThat(diedToo.adopt()).hasSize(1);
        diedToo.close();
        try (AgentJournal next = AgentJournal.open(directory, HERE)) {
            assertThat(next.adopt()).containsExactly(new Entry("weekly", "a1"));
            next.write(List.of());
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aJournalThatSomebodySpoiltIsNoReasonNotToStart() throws IOException {
        AgentJournal died = AgentJournal.open(directory, HERE);
        died.write(List.of(new Entry("weekly", "a1")));
        died.close();
        Path file = files().stream().filter(this::namesAnAgent).findFirst().orElseThrow();
        Files.writeString(file, "[{\"roomId\":");
        try (AgentJournal next = AgentJournal.open(directory, HERE)) {
            assertThat(next.adopt()).isEmpty();
        }
    }

    @Test
    void whatCouldNotBeDeletedIsTriedAgain() throws IOException {
        Agents agents = new Agents(vertx, client, AgentJournal.open(directory, HERE));
        String id = await(agents.create("weekly", AgentOptions.autoSubscribe()))
                .peer()
                .id();
        fishjam.faults().answer(new Faults.Answer(503, "text/plain", ""), 1);
        assertThat(await(agents.delete("weekly", id).map(true).otherwise(false)))
                .isFalse();
        assertThat(room.agents()).hasSize(1);
        soon().until(() -> room.agents().isEmpty());
        agents.close();
        soon().until(() -> files().isEmpty());
    }

    private boolean namesAnAgent(Path file) {
        try {
            return Files.readString(file).contains("agentId");
        } catch (IOException e) {
            return false;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(20));
    }
}
