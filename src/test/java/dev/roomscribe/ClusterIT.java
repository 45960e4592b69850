package dev.roomscribe;

import static dev.roomscribe.ClusterConversation.count;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Cluster;
import dev.roomscribe.support.ClusterNode;
import dev.roomscribe.support.EventSourceClient;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the packaged service share their rooms by a real Redis: any node serves any room, and a room goes on
 * when its node is killed, stopped, hangs or loses its connection to Redis.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CRASHED = "service_crashed";
    private static final String WAITING = "roomscribe_transcript_events_unwritten";
    /** Several times as long as on an idle machine: the tests share its processors with three services. */
    private static final Duration TAKEOVER = Duration.ofSeconds(15);

    @TempDir
    private static Path directory;

    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start(directory, Map.of());
    }

    @AfterAll
    static void closeCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Also if the last test failed in the middle of a fault. */
    @BeforeEach
    void repair() {
        cluster.repair();
    }

    @Test
    void everyNodeServesARoomThatOneNodeTranscribes() {
        ClusterNode entrance = cluster.nodes().get(0);
        try (ClusterConversation talk = new ClusterConversation(cluster, "everywhere", entrance)) {
            talk.awaitOnAll(
                    cluster.nodes(),
                    events -> count(events, "transcript.final") > 1 && count(events, "transcript.partial") > 3);
            ClusterNode owner = talk.owner();
            List<ClusterNode> others = cluster.others(owner);
            RoomOnAllNodes.verify(talk, owner, others);
            talk.stop(others.get(1));
            for (String file : List.of("transcript.vtt", "transcript.txt", "transcript.json", "transcript.jsonl")) {
                assertThat(others.stream().map(node -> HttpCalls.get(node.path(talk.path(file)))))
                        .as(file)
                        .containsOnly(HttpCalls.get(owner.path(talk.path(file))));
            }
        }
    }

    @Test
    void racingStartsOnAllNodesCreateOneAgentThatEachNodeControls() {
        EmbeddedRoom room = cluster.fishjam().openRoom("race");
        room.join("Ana");
        ExecutorService clients = Executors.newFixedThreadPool(100);
        try {
            List<CompletableFuture<String>> starts = IntStream.range(0, 100)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> HttpCalls.postForBody(
                                    cluster.nodes().get(i % 3).path("/rooms/race/transcribe"), "{}"),
                            clients))
                    .toList();
            assertThat(starts.stream()
                            .map(CompletableFuture::join)
                            .map(ClusterIT::sessionId)
                            .distinct())
                    .hasSize(1);
            assertThat(room.agents()).hasSize(1);
            List<CaptionClient.Event> events = cluster.nodes().get(0).stored("race", "session.started");
            assertThat(count(events, "session.started")).isEqualTo(1);
            String pause = "/rooms/race/transcribe/pause";
            assertThat(HttpCalls.post(cluster.nodes().get(0).path(pause), "")).isEqualTo(200);
            assertThat(cluster.nodes())
                    .allSatisfy(node -> assertThat(node.json("/rooms/race/transcribe")
                                    .path("paused")
                                    .asBoolean())
                            .isTrue());
            assertThat(HttpCalls.delete(cluster.nodes().get(2).path(pause))).isEqualTo(200);
            assertThat(cluster.nodes())
                    .allSatisfy(node -> assertThat(node.json("/rooms/race/transcribe")
                                    .path("paused")
                                    .asBoolean())
                            .isFalse());
            assertThat(HttpCalls.delete(cluster.nodes().get(1).path("/rooms/race/transcribe")))
                    .isLessThan(300);
            assertThat(room.agents()).isEmpty();
        } finally {
            clients.shutdownNow();
            room.delete();
        }
    }

    private static String sessionId(String session) {
        try {
            return JSON.readTree(session).path("session_id").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(session, e);
        }
    }

    @Test
    void anOwnerThatHangsIsReplacedAndStaysSilentWhenItReturns() {
        try (ClusterConversation talk =
                new ClusterConversation(cluster, "hung", cluster.nodes().get(2))) {
            ClusterNode owner = talk.owner();
            List<ClusterNode> others = cluster.others(owner);
            talk.awaitSpeech(others.get(0));
            long failed = System.nanoTime();
            owner.pause();
            assertThat(talk.awaitResumption(1, others, failed)).isLessThan(TAKEOVER);
            String agent = talk.agent();
            owner.resume();
            // Its subscriber follows the session of the other node.
            talk.awaitFurtherFinal(cluster.nodes());
            assertThat(talk.agent()).isEqualTo(agent);
            talk.stop(owner, CRASHED);
        }
    }

    @Test
    void anOwnerThatLosesRedisIsReplacedAndStaysSilentWhenItReturns() {
        try (ClusterConversation talk =
                new ClusterConversation(cluster, "lost", cluster.nodes().get(0))) {
            ClusterNode owner = talk.owner();
            List<ClusterNode> others = cluster.others(owner);
            talk.awaitSpeech(others.get(0));
            // Slow is not lost.
            owner.redis().delay(Duration.ofMillis(100));
            talk.awaitFurtherFinal(cluster.nodes());
            assertThat(talk.owner()).isSameAs(owner);
            owner.redis().restore();

            long held = System.nanoTime();
            owner.redis().hold();
            assertThat(talk.awaitResumption(1, others, held)).isLessThan(TAKEOVER);
            String agent = talk.agent();
            talk.awaitSpeech(others.get(0));
            // What the old owner has sent meanwhile arrives late.
            owner.redis().restore();
            talk.awaitFurtherFinal(cluster.nodes());
            assertThat(talk.agent()).isEqualTo(agent);

            ClusterNode second = talk.owner();
            List<ClusterNode> rest = cluster.others(second);
            talk.awaitSpeech(rest.get(0));
            long cut = System.nanoTime();
            second.redis().disconnect();
            assertThat(talk.awaitResumption(2, rest, cut)).isLessThan(TAKEOVER);
            String successor = talk.agent();
            second.redis().restore();
            talk.awaitFurtherFinal(cluster.nodes());
            assertThat(talk.agent()).isEqualTo(successor);
            talk.stop(second, CRASHED, CRASHED);
        }
    }

    @Test
    void whileRedisIsAwaySessionsContinueAndEventsWait() {
        try (ClusterConversation talk =
                new ClusterConversation(cluster, "away", cluster.nodes().get(0))) {
            ClusterNode owner = talk.owner();
            String agent = talk.agent();
            talk.awaitSpeech(owner);

            cluster.redis().pause();
            verifyEventsWait(talk, owner, false);
            cluster.redis().resume();
            verifyReturn(talk, owner, agent);
            talk.awaitFurtherFinal(cluster.nodes());

            cluster.redis().kill();
            verifyEventsWait(talk, owner, false);
            cluster.redis().restart();
            verifyReturn(talk, owner, agent);

            cluster.nodes().forEach(node -> node.redis().disconnect());
            verifyEventsWait(talk, owner, false);
            cluster.nodes().forEach(node -> node.redis().restore());
            verifyReturn(talk, owner, agent);

            cluster.redis().command("CONFIG", "SET", "maxmemory", "1");
            verifyEventsWait(talk, owner, true);
            cluster.redis().command("CONFIG", "SET", "maxmemory", "0");
            verifyReturn(talk, owner, agent);
            talk.stop(cluster.others(owner).get(0));
        }
    }

    /** What has waited is shown on all nodes, and the session has not moved. */
    private static void verifyReturn(ClusterConversation talk, ClusterNode owner, String agent) {
        talk.awaitPeers(cluster.nodes());
        Waiting.await().until(() -> owner.metric(WAITING) == 0);
        assertThat(talk.subscriber(owner).events("session.resumed")).isEmpty();
        assertThat(talk.owner()).isSameAs(owner);
        assertThat(talk.agent()).isEqualTo(agent);
    }

    /**
     * Events wait on the owner, and none is shown.
     *
     * @param reachable whether Redis answers, but does not write
     */
    private static void verifyEventsWait(ClusterConversation talk, ClusterNode owner, boolean reachable) {
        awaitConnected(owner, reachable);
        double before = owner.metric(WAITING);
        talk.joinGuest();
        Waiting.await().until(() -> owner.metric(WAITING) > before);
        int shown = talk.subscriber(owner).durable().size();
        double known = owner.metric(WAITING);
        talk.joinGuest();
        Waiting.await().until(() -> owner.metric(WAITING) > known);
        assertThat(talk.subscriber(owner).durable()).hasSize(shown);
        assertThat(owner.readiness()).contains("UP", reachable ? "\"ok\"" : "away");
    }

    private static void awaitConnected(ClusterNode node, boolean connected) {
        Waiting.await().until(() -> node.metric("roomscribe_cluster_redis_connected") == (connected ? 1 : 0));
    }

    /** The last test, because a node gets other settings. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aSessionContinuesOnAnotherNodeWhenItsNodeIsKilledAndWhenItIsStopped() {
        try (ClusterConversation talk =
                new ClusterConversation(cluster, "killed", cluster.nodes().get(1))) {
            ClusterNode first = talk.owner();
            talk.awaitSpeech(cluster.others(first).get(0));
            long failed = System.nanoTime();
            first.kill();
            assertThat(talk.awaitResumption(1, cluster.others(first), failed)).isLessThan(TAKEOVER);
            first.startWith(Map.of("ROOMSCRIBE_CLUSTER_ON_ISOLATION", "continue"));
            ClusterNode second = talk.owner();
            talk.awaitSpeech(second);
            talk.awaitOnAll(List.of(first), events -> count(events, "session.resumed") == 1);

            verifyStop(talk, second, first);
            verifyFinalsOfAnIsolatedNode(talk, first);
            talk.stop(second, CRASHED, "service_restarted");
        }
    }

    /** A node is stopped while people talk, and another one is to continue the session. */
    private static void verifyStop(ClusterConversation talk, ClusterNode node, ClusterNode successor) {
        ClusterNode third = cluster.others(node).stream()
                .filter(other -> other != successor)
                .findFirst()
                .orElseThrow();
        third.pause();
        long stopped = System.nanoTime();
        node.terminate();
        assertThat(Duration.ofNanos(System.nanoTime() - stopped))
                .as("until it has ended")
                .isLessThan(TAKEOVER);
        assertThat(talk.awaitResumption(2, List.of(successor), stopped)).isLessThan(TAKEOVER);
        third.resume();
        node.start();
        List<CaptionClient.Event> received = talk.subscriber(node).durable();
        assertThat(talk.subscriber(node).events("stream.closing")).isNotEmpty();
        try (CaptionClient elsewhere = CaptionClient.subscribe(
                third.url(),
                talk.path("transcript/events"),
                "Last-Event-ID",
                received.get(received.size() - 1).id())) {
            elsewhere.await(Waiting.LIMIT, "session.resumed");
            List<CaptionClient.Event> all = talk.subscriber(successor).durable();
            assertThat(all).startsWith(received.toArray(CaptionClient.Event[]::new));
            List<CaptionClient.Event> resumed = elsewhere.durable();
            assertThat(all.subList(received.size(), all.size()))
                    .startsWith(resumed.toArray(CaptionClient.Event[]::new));
        }
    }

    /** The node of the session has on-isolation=continue, and no node reaches Redis. */
    private static void verifyFinalsOfAnIsolatedNode(ClusterConversation talk, ClusterNode owner) {
        cluster.nodes().forEach(ClusterNode::awaitStart);
        talk.awaitFurtherFinal(cluster.nodes());
        cluster.nodes().forEach(node -> node.redis().disconnect());
        awaitConnected(owner, false);
        talk.awaitFurtherFinal(List.of(owner));
        assertThat(owner.metric(WAITING)).isPositive();
        String shown = last(talk.subscriber(owner));
        assertThat(cluster.others(owner))
                .noneMatch(
                        node -> talk.subscriber(node).durable().stream().anyMatch(event -> shown.equals(event.id())));
        cluster.nodes().forEach(node -> node.redis().restore());
        talk.awaitOnAll(cluster.nodes(), events -> events.stream().anyMatch(event -> shown.equals(event.id())));
        assertThat(talk.owner()).isSameAs(owner);
    }

    private static String last(EventSourceClient subscriber) {
        List<CaptionClient.Event> events = subscriber.durable();
        return events.get(events.size() - 1).id();
    }
}
