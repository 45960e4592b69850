package dev.roomscribe.session.agent;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.session.agent.JournalContent.Creation;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.support.Sounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Agents whose creation was not answered, not recorded or not deleted: retried until they are gone, and no other peer is. */
class LostAgentTest {
    private static final String FISHJAM_URL = "http://fishjam.test/api/v1/connect/here";

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam = await(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
    private final FishjamClient client = new FishjamClient(
            vertx,
            FishjamAddress.of(fishjam.url()),
            fishjam.managementToken(),
            FishjamOptions.defaults().withRetries(0).withRequestTimeout(Duration.ofSeconds(2)));
    private final EmbeddedRoom room = fishjam.openRoom("weekly");
    private final EmbeddedPeer ana = room.join("Ana");
    private final EmbeddedPeer foreign = room.join(PeerType.AGENT, Playback.of(Sounds.recording(new short[16_000])));
    /** As another service leaves it whose agent lost its connection. */
    private final CreatedPeer idle = await(client.createAgent("weekly", AgentOptions.autoSubscribe()));

    private final ExecutorService journalThread = Executors.newSingleThreadExecutor();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final SimulatedDisk disk = new SimulatedDisk();

    @AfterEach
    void close() {
        journalThread.shutdownNow();
        client.close();
        fishjam.close();
        await(vertx.close());
    }

    private AgentJournal journal() throws IOException {
        return AgentJournal.open(disk.path("/data/agents"), FISHJAM_URL);
    }

    private AgentRegistry registry(AgentJournal journal) {
        return new AgentRegistry(
                VertxEventLoop.of(vertx.getOrCreateContext()),
                counting(),
                new TimeSource(InstantSource.system(), nanos::get),
                journal,
                journalThread);
    }

    private Future<CreatedPeer> create(AgentRegistry registry) {
        return registry.create(await(client.room("weekly")), AgentOptions.autoSubscribe());
    }

    private void awaitNoOtherAgents() {
        int before = reads.get();
        // When the second read is complete, the first one is examined.
        soon().until(() -> reads.get() >= before + 2);
        nanos.addAndGet(LostCreations.MIN_UNCONNECTED.toNanos());
        soon().until(() -> room.agents().size() == 2);
        assertThat(room.peers()).contains(ana, foreign).hasSize(3);
        assertThat(room.peers())
                .extracting(EmbeddedPeer::id)
                .contains(idle.peer().id());
    }

    /** Counts the reads of the room by the registry that are complete. */
    private RoomClient counting() {
        return (RoomClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RoomClient.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(client, arguments);
                    if (method.getName().equals("room")) {
                        ((Future<?>) result).onComplete(read -> reads.incrementAndGet());
                    }
                    return result;
                });
    }

    @ParameterizedTest
    @EnumSource(Faults.LostAnswer.class)
    void agentWhoseCreationWasNotAnsweredIsDeletedAndNoOther(Faults.LostAnswer how) throws IOException {
        AgentRegistry agents = registry(journal());
        fishjam.faults().loseCreations(how, 1);
        assertThat(await(create(agents).map(true).otherwise(false))).isFalse();
        assertThat(room.agents()).hasSize(3);
        awaitNoOtherAgents();
        agents.close();
    }

    /** The process was killed after Fishjam had created the agent and before its id was in the journal. */
    @Test
    void agentOfAProcessThatWasKilledBeforeTheAnswerIsDeletedByTheNext() throws IOException {
        AgentJournal died = journal();
        Room before = await(client.room("weekly"));
        died.write(new JournalContent(List.of(), List.of(Creation.in(before, SubscribeMode.AUTO, Instant.now()))));
        await(client.createAgent("weekly", AgentOptions.autoSubscribe()));
        died.close();
        AgentRegistry agents = registry(journal());
        awaitNoOtherAgents();
        agents.close();
    }

    @Test
    void agentThatWasCreatedOnAFullDiskIsRecordedWhenThereIsSpace() throws IOException {
        AgentJournal journal = journal();
        AgentRegistry agents = registry(journal);
        disk.setFull(true);
        CreatedPeer created = await(create(agents));
        disk.setFull(false);
        soon().until(() -> recorded().stream()
                .anyMatch(agent -> agent.agentId().equals(created.peer().id())));
        journal.close();
        awaitDeletionByTheNextRun();
    }

    private List<JournalContent.Agent> recorded() throws IOException {
        try (Stream<Path> files = Files.list(disk.path("/data/agents"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".json")) {
                    return JournalContent.parse(Files.readAllBytes(file)).agents();
                }
            }
        }
        return List.of();
    }

    /** Fishjam refuses everything at first, and the journal of the earlier run cannot be read. */
    private void awaitDeletionByTheNextRun() throws IOException {
        disk.setUnreadable(".json", true);
        fishjam.faults().answer(new Faults.Answer(503, "text/plain", ""), 2);
        AgentRegistry next = registry(journal());
        soon().until(() -> !fishjamRefuses());
        disk.setUnreadable(".json", false);
        soon().until(() -> room.agents().size() == 2);
        assertThat(room.peers()).contains(ana, foreign).hasSize(3);
        next.close();
    }

    /** Uses up the refusals that the registry has not. */
    private boolean fishjamRefuses() {
        return await(client.room("weekly").map(false).otherwise(true));
    }

    /** A disk that does not respond at all. */
    @Test
    void sessionDoesNotWaitForAJournalThatDoesNotRespond() throws IOException {
        AgentRegistry agents = new AgentRegistry(
                VertxEventLoop.of(vertx.getOrCreateContext()), client, TimeSource.system(), journal(), task -> {});
        CreatedPeer created = await(create(agents));
        await(agents.delete("weekly", created.peer().id()));
        assertThat(room.agents()).hasSize(2);
    }

    @Test
    void deletionIsRetriedWhileTheJournalDoesNotRespond() throws IOException {
        AtomicBoolean responds = new AtomicBoolean(true);
        AgentRegistry agents = new AgentRegistry(
                VertxEventLoop.of(vertx.getOrCreateContext()), client, TimeSource.system(), journal(), task -> {
                    if (responds.get()) {
                        journalThread.execute(task);
                    }
                });
        disk.setFull(true);
        CreatedPeer created = await(create(agents));
        responds.set(false);
        fishjam.faults().answer(new Faults.Answer(503, "text/plain", ""), 1);
        assertThat(await(agents.delete("weekly", created.peer().id()).map(true).otherwise(false)))
                .isFalse();
        soon().until(() -> room.agents().size() == 2);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
    }
}
