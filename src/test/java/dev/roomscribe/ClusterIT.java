package dev.roomscribe;

import static dev.roomscribe.ClusterConversation.count;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Cluster;
import dev.roomscribe.support.ClusterNode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the packaged service share their rooms by a real Redis: any node serves any room, and a room goes on
 * when its node is killed, hangs or loses its connection to Redis.
 */
class ClusterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CRASHED = "service_crashed";
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
            verifyStatusAndStart(talk, owner, others);
            verifyControl(talk, others);
            verifyReading(talk, owner, others);
            talk.stop(others.get(1));
            for (String file : List.of("transcript.vtt", "transcript.txt", "transcript.json", "transcript.jsonl")) {
                assertThat(others.stream().map(node -> HttpCalls.get(node.path(talk.path(file)))))
                        .as(file)
                        .containsOnly(HttpCalls.get(owner.path(talk.path(file))));
            }
        }
    }

    private static void verifyStatusAndStart(ClusterConversation talk, ClusterNode owner, List<ClusterNode> others) {
        String sessionId =
                json(owner, talk.path("transcribe")).path("session_id").asText();
        for (ClusterNode node : others) {
            JsonNode status = json(node, talk.path("transcribe"));
            assertThat(status.path("session_id").asText()).isEqualTo(sessionId);
            assertThat(status.path("state").asText()).isEqualTo("listening");
            assertThat(status.path("peers")).hasSize(2);
            assertThat(HttpCalls.post(node.path(talk.path("transcribe")), "{}")).isEqualTo(200);
            assertThat(HttpCalls.post(node.path(talk.path("transcribe")), "{\"partials\": false}"))
                    .isIn(400, 409);
            assertThat(json(node, "/rooms?running=true").path("rooms").findValuesAsText("session_id"))
                    .contains(sessionId);
        }
    }

    private static void verifyControl(ClusterConversation talk, List<ClusterNode> others) {
        // Nothing may be open at the moment of a request.
        Waiting.await().until(() -> {
            assertThat(HttpCalls.post(others.get(0).path(talk.path("transcribe/finalize")), ""))
                    .isLessThan(300);
            return talk.subscriber(others.get(1)).events("transcript.final").stream()
                    .anyMatch(utterance -> "flush".equals(utterance.text("end_reason")));
        });
    }

    private static void verifyReading(ClusterConversation talk, ClusterNode owner, List<ClusterNode> others) {
        List<CaptionClient.Event> events = talk.subscriber(owner).durable();
        String said = talk.subscriber(owner).events("transcript.final").get(0).text("transcript");
        String middle = events.get(2).id();
        for (ClusterNode node : others) {
            try (CaptionClient resumed = CaptionClient.subscribe(
                            node.url(), talk.path("transcript/events?partials=false"), "Last-Event-ID", middle);
                    CaptionClient fresh = CaptionClient.subscribe(node.url(), talk.path("transcript/events"))) {
                String last = events.get(events.size() - 1).id();
                resumed.await(Waiting.LIMIT, event -> last.equals(event.id()));
                assertThat(resumed.durable())
                        .startsWith(events.subList(3, events.size()).toArray(CaptionClient.Event[]::new));
                assertThat(resumed.events("session.snapshot")).isEmpty();
                JsonNode snapshot =
                        fresh.await(Waiting.LIMIT, "session.snapshot").data();
                assertThat(snapshot.path("peers")).hasSize(2);
                assertThat(snapshot.path("finals")).isNotEmpty();
                fresh.await(Waiting.LIMIT, "session.status");
            }
            Waiting.await()
                    .until(() -> HttpCalls.get(node.path("/search?q=" + said.replace(' ', '+')))
                            .contains("everywhere"));
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
                    .allSatisfy(node -> assertThat(json(node, "/rooms/race/transcribe")
                                    .path("paused")
                                    .asBoolean())
                            .isTrue());
            assertThat(HttpCalls.delete(cluster.nodes().get(2).path(pause))).isEqualTo(200);
            assertThat(cluster.nodes())
                    .allSatisfy(node -> assertThat(json(node, "/rooms/race/transcribe")
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
    void aSessionContinuesOnAnotherNodeWhenItsNodeIsKilled() {
        try (ClusterConversation talk =
                new ClusterConversation(cluster, "killed", cluster.nodes().get(1))) {
            ClusterNode owner = talk.owner();
            List<ClusterNode> others = cluster.others(owner);
            talk.awaitSpeech(others.get(0));
            long failed = System.nanoTime();
            owner.kill();
            assertThat(talk.awaitResumption(1, others, failed)).isLessThan(TAKEOVER);
            owner.start();
            talk.awaitSpeech(others.get(0));
            talk.awaitOnAll(List.of(owner), events -> count(events, "session.resumed") == 1);
            talk.stop(owner, CRASHED);
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
        talk.awaitFurtherFinal(cluster.nodes());
        Waiting.await().until(() -> waitingEvents(owner) == 0);
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
        Waiting.await().until(() -> waitingEvents(owner) >= 2);
        int shown = talk.subscriber(owner).durable().size();
        Waiting.await().until(() -> waitingEvents(owner) >= 3);
        assertThat(talk.subscriber(owner).durable()).hasSize(shown);
        assertThat(owner.readiness()).contains("UP", reachable ? "\"ok\"" : "away");
        assertThat(metric(owner, "roomscribe_cluster_redis_connected")).isEqualTo(reachable ? 1 : 0);
    }

    private static double waitingEvents(ClusterNode node) {
        return metric(node, "roomscribe_transcript_events_unwritten");
    }

    private static double metric(ClusterNode node, String name) {
        return node.metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static JsonNode json(ClusterNode node, String path) {
        try {
            return JSON.readTree(HttpCalls.get(node.path(path)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
