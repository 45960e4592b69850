package dev.roomscribe.session.agent;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.session.agent.JournalContent.Agent;
import dev.roomscribe.support.Sounds;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are left behind are deleted, and no other peer is. */
class AgentRegistryTest {
    private static final String FISHJAM_URL = "http://fishjam.test/api/v1/connect/here";

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
    void agentsOfADeadRunAreDeletedByTheNextAndOthersAreKept() throws IOException {
        EmbeddedPeer ana = room.join("Ana");
        EmbeddedPeer foreign = room.join(PeerType.AGENT, Playback.of(Sounds.recording(new short[16_000])));
        AgentJournal died = AgentJournal.open(directory, FISHJAM_URL);
        AgentRegistry previous = AgentRegistry.start(vertx, client, died);
        await(previous.create(read(), AgentOptions.autoSubscribe()));
        await(previous.create(read(), AgentOptions.autoSubscribe()));
        assertThat(room.agents()).hasSize(3);
        died.close();

        AgentRegistry next = AgentRegistry.start(vertx, client, AgentJournal.open(directory, FISHJAM_URL));
        soon().until(() -> room.agents().size() == 1);
        assertThat(room.peers()).containsExactlyInAnyOrder(ana, foreign);
        soon().until(() -> files().isEmpty() || files().stream().noneMatch(this::namesAnAgent));
        next.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void agentsOfARunningServiceOrAnotherFishjamAreNotAdopted() throws IOException {
        AgentJournal running = AgentJournal.open(directory, FISHJAM_URL);
        running.write(journal(new Agent("weekly", "a1")));
        AgentJournal elsewhere = AgentJournal.open(directory, FISHJAM_URL + "-not");
        elsewhere.write(journal(new Agent("weekly", "a2")));
        elsewhere.close();
        try (AgentJournal next = AgentJournal.open(directory, FISHJAM_URL)) {
            assertThat(adopted(next)).isEmpty();
            running.close();
            assertThat(adopted(next)).containsExactly(new Agent("weekly", "a1"));
            next.write(journal());
        }
        try (AgentJournal other = AgentJournal.open(directory, FISHJAM_URL + "-not")) {
            assertThat(adopted(other)).containsExactly(new Agent("weekly", "a2"));
        }
    }

    @Test
    void agentsOfARunThatDiesWhileDeletingAreAdoptedByTheNext() throws IOException {
        AgentJournal died = AgentJournal.open(directory, FISHJAM_URL);
        died.write(journal(new Agent("weekly", "a1")));
        died.close();
        AgentJournal diedToo = AgentJournal.open(directory, FISHJAM_URL);
        assertThat(adopted(diedToo)).hasSize(1);
        diedToo.close();
        try (AgentJournal next = AgentJournal.open(directory, FISHJAM_URL)) {
            assertThat(adopted(next)).containsExactly(new Agent("weekly", "a1"));
            next.write(journal());
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void damagedJournalIsIgnored() throws IOException {
        AgentJournal died = AgentJournal.open(directory, FISHJAM_URL);
        died.write(journal(new Agent("weekly", "a1")));
        died.close();
        Path file = files().stream().filter(this::namesAnAgent).findFirst().orElseThrow();
        Files.writeString(file, "[{\"roomId\":");
        try (AgentJournal next = AgentJournal.open(directory, FISHJAM_URL)) {
            assertThat(adopted(next)).isEmpty();
        }
    }

    @Test
    void failedDeletionIsRetried() throws IOException {
        AgentRegistry agents = AgentRegistry.start(vertx, client, AgentJournal.open(directory, FISHJAM_URL));
        String id = await(agents.create(read(), AgentOptions.autoSubscribe()))
                .peer()
                .id();
        fishjam.faults().answer(new Faults.Answer(503, "text/plain", ""), 1);
        assertThat(await(agents.delete("weekly", id).map(true).otherwise(false)))
                .isFalse();
        assertThat(room.agents()).hasSize(1);
        soon().until(() -> room.agents().isEmpty());
        // The agent is gone before the registry has received the response.
        soon().until(() -> files().stream().noneMatch(this::namesAnAgent));
        agents.close();
        assertThat(files()).isEmpty();
    }

    /** A journal that another process shares, which has left an agent. */
    private static class SharedJournal implements AgentJournal {
        private volatile JournalContent left = JournalContent.EMPTY;
        private volatile JournalContent written = JournalContent.EMPTY;
        private volatile Claim claim = Claim.SESSION;
        private final List<Agent> deleted = new CopyOnWriteArrayList<>();

        @Override
        public void adopt(UnaryOperator<JournalContent> merge) {
            if (!left.isEmpty()) {
                written = merge.apply(left);
                left = JournalContent.EMPTY;
            }
        }

        @Override
        public Optional<Duration> adoptionInterval() {
            return Optional.of(Duration.ofMillis(10));
        }

        @Override
        public Claim claim(Agent adopted) {
            return claim;
        }

        @Override
        public void deleted(Agent agent) {
            deleted.add(agent);
        }

        @Override
        public void write(JournalContent content) throws IOException {
            written = content;
        }

        @Override
        public void close() {}
    }

    /** What was created while the shared journal was away is in the file of the node. */
    @Test
    void anAgentThatTheSharedJournalHasNotReceivedIsLeftToTheNextProcessOfTheNode() throws Exception {
        Agent unshared = new Agent("weekly", "unshared");
        SharedJournal away = new SharedJournal() {
            @Override
            public void write(JournalContent content) throws IOException {
                throw new IOException("away");
            }
        };
        try (AgentJournal killed = AgentJournal.paired(AgentJournal.open(directory, FISHJAM_URL), away)) {
            assertThatThrownBy(() -> killed.write(journal(unshared))).hasMessageContaining("away");
        }
        SharedJournal back = new SharedJournal();
        try (AgentJournal next = AgentJournal.paired(AgentJournal.open(directory, FISHJAM_URL), back)) {
            List<Agent> left = new ArrayList<>();
            next.adopt(content -> {
                left.addAll(content.agents());
                return content;
            });
            assertThat(left).contains(unshared);
            next.write(JournalContent.EMPTY);
        }
    }

    @Test
    void anAgentOfAnotherProcessIsDeletedOnceNoSessionHasIt() {
        SharedJournal shared = new SharedJournal();
        try (AgentRegistry agents = AgentRegistry.start(vertx, client, shared)) {
            Agent stray = new Agent(
                    "weekly",
                    await(client.createAgent("weekly", AgentOptions.autoSubscribe()))
                            .peer()
                            .id());
            shared.left = journal(stray);
            soon().until(() -> shared.written.agents().contains(stray));
            String own = await(agents.create(read(), AgentOptions.autoSubscribe()))
                    .peer()
                    .id();
            assertThat(room.agents()).hasSize(2);
            shared.claim = AgentJournal.Claim.NONE;
            soon().until(() -> room.agents().size() == 1);
            soon().until(() -> shared.written.equals(journal(new Agent("weekly", own))));
            // Another process has the session now.
            await(agents.forget("weekly", own));
            soon().until(() -> shared.written.isEmpty());
            assertThat(room.agents()).hasSize(1);
            assertThat(shared.deleted).isEmpty();
            // This one has taken it over.
            await(agents.delete("weekly", own));
            soon().until(() -> shared.deleted.equals(List.of(new Agent("weekly", own))));
        }
    }

    private static JournalContent journal(Agent... agents) {
        return new JournalContent(List.of(agents), List.of());
    }

    /** Moves the agents of runs that have ended into a journal that has none of its own. */
    private static List<Agent> adopted(AgentJournal next) throws IOException {
        List<Agent> agents = new ArrayList<>();
        next.adopt(left -> {
            agents.addAll(left.agents());
            return new JournalContent(agents, List.of());
        });
        return agents;
    }

    private Room read() {
        return await(client.room("weekly"));
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
