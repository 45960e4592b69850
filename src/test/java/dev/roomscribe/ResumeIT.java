package dev.roomscribe;

import static dev.roomscribe.support.SpokenWords.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.EventSourceClient;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.WebhookReceiver;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The packaged service is ended ten times while two people talk, by SIGKILL and SIGTERM in turn, and started again at once
 * with the same data. One session continues through all of it: every word is in a final or in a gap, and a subscriber and a
 * webhook receive every event.
 */
@Execution(ExecutionMode.CONCURRENT)
class ResumeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(200);
    private static final int ENDS = 10;
    /** Bob speaks this much earlier than in the demo room, so that there is speech of both and a pause in every 10 s. */
    private static final Duration BOB_EARLIER = Duration.ofMillis(3_200);

    private static final String ROOM = "weekly";
    private static final String CONTROL = "/rooms/" + ROOM + "/transcribe";
    private static final String EVENTS = "/rooms/" + ROOM + "/transcript/events?after=0";

    /** When a process is ended, by what it has published. */
    private enum Moment {
        /** Both utterances are open. */
        BOTH_TALK,
        /** One has a final, while the other's utterance is open. */
        ONE_HAS_A_FINAL,
        /** Something is final, and no utterance is open. */
        PAUSE,
        /** The session was just resumed. */
        AT_ONCE
    }

    private final Vertx vertx = Vertx.vertx();
    private final WebhookReceiver webhook = new WebhookReceiver(vertx);
    private final RemoteFishjam fishjam = new RemoteFishjam();
    private final EmbeddedRoom room = fishjam.openRoom(ROOM);

    @AfterEach
    void close() {
        fishjam.close();
        webhook.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void sessionContinuesAfterSigkillAndSigtermInSpeech(@TempDir Path data) {
        verifyEnds(data, List.of(Moment.BOTH_TALK, Moment.ONE_HAS_A_FINAL));
    }

    @Test
    void sessionContinuesAfterSigkillAndSigtermInPausesAndRightAfterItsResumption(@TempDir Path data) {
        verifyEnds(data, List.of(Moment.PAUSE, Moment.AT_ONCE));
    }

    private void verifyEnds(Path data, List<Moment> moments) {
        // The subscriber keeps the address of the service.
        URI service = URI.create("http://127.0.0.1:" + RoomscribeProcess.freePort());
        List<Moment> ends =
                IntStream.range(0, ENDS).mapToObj(i -> moments.get(i / 2 % 2)).toList();
        RoomscribeProcess process = start(service, data);
        process.url();
        assertThat(HttpCalls.post(service.resolve(CONTROL), "{\"webhook_url\": \"" + webhook.url("/captions") + "\"}"))
                .isEqualTo(201);
        try (EventSourceClient subscriber = new EventSourceClient(service, EVENTS, RECONNECT_DELAY)) {
            subscriber.await(LIMIT, events -> count(events, "session.started") == 1);
            Instant joined = Instant.now().plusMillis(300);
            List<ResumedSession.Speaker> speakers =
                    List.of(join("alice", joined), join("bob", joined.minus(BOB_EARLIER)));
            for (int i = 0; i < ENDS; i++) {
                Moment moment = ends.get(i);
                subscriber.await(LIMIT, events -> isDue(moment, sinceResumption(events), speakers));
                end(process, i);
                process.close();
                process = start(service, data);
                int resumptions = i + 1;
                subscriber.await(LIMIT, events -> count(events, "session.resumed") == resumptions);
                assertThat(room.agents().stream().map(EmbeddedPeer::id))
                        .containsExactly(
                                subscriber.events("session.resumed").get(i).text("agent_id"));
            }
            subscriber.await(LIMIT, events -> isDue(Moment.PAUSE, sinceResumption(events), speakers));
            assertThat(HttpCalls.delete(service.resolve(CONTROL))).isLessThan(300);
            subscriber.await(LIMIT, events -> count(events, "session.ended") == 1);
            assertThat(room.agents()).isEmpty();

            ResumedSession session = new ResumedSession(subscriber.durable());
            session.verifyEvents(reasons());
            session.verifyWords(speakers, seconds(joined));
            // A subscriber may reconnect to a process that is still stopping, which closes its stream again.
            assertThat(subscriber.events("stream.closing"))
                    .hasSizeGreaterThanOrEqualTo(ENDS / 2)
                    .allSatisfy(closing ->
                            assertThat(closing.data().path("retry_ms").asLong()).isEqualTo(RECONNECT_DELAY.toMillis()));
            verifyStored(service, subscriber.durable());
            verifyWebhook(subscriber.durable());
            new ExportedFiles(service, ROOM).verify(subscriber.durable());
        } finally {
            process.close();
        }
    }

    private RoomscribeProcess start(URI service, Path data) {
        return RoomscribeProcess.start(
                Map.of(
                        "FISHJAM_ID",
                        fishjam.url(),
                        "FISHJAM_MANAGEMENT_TOKEN",
                        fishjam.managementToken(),
                        "ROOMSCRIBE_DATA_DIRECTORY",
                        data.toString(),
                        "ROOMSCRIBE_TRANSCRIPT_RECONNECT_DELAY",
                        RECONNECT_DELAY.toMillis() + "ms",
                        "ROOMSCRIBE_WEBHOOK_SECRET",
                        WebhookReceiver.SECRET,
                        "ROOMSCRIBE_WEBHOOK_ALLOW_HTTP",
                        "true",
                        "ROOMSCRIBE_WEBHOOK_ALLOW_PRIVATE",
                        "true"),
                "-Dquarkus.http.port=" + service.getPort());
    }

    private ResumedSession.Speaker join(String name, Instant start) {
        EmbeddedPeer peer = room.join(
                name,
                Playback.of(Sounds.recording(Recordings.demo(name))).looping().startingAt(start));
        return new ResumedSession.Speaker(name, peer.id(), start);
    }

    /** Ends the process: the even ones by SIGKILL, the others by SIGTERM. */
    private void end(RoomscribeProcess process, int index) {
        if (index % 2 == 0) {
            process.kill();
            assertThat(process.awaitExit(LIMIT)).isEqualTo(137);
            assertThat(room.agents()).hasSize(1);
        } else {
            process.terminate();
            assertThat(process.awaitExit(LIMIT)).isZero();
            assertThat(room.agents()).isEmpty();
        }
    }

    /** Returns why audio is missing before each resumption. */
    private static List<String> reasons() {
        return IntStream.range(0, ENDS)
                .mapToObj(i -> i % 2 == 0 ? "service_crashed" : "service_restarted")
                .toList();
    }

    private static long count(List<CaptionClient.Event> events, String type) {
        return events.stream().filter(event -> event.is(type)).count();
    }

    private static List<CaptionClient.Event> sinceResumption(List<CaptionClient.Event> events) {
        int last = IntStream.range(0, events.size())
                .filter(i -> events.get(i).is("session.resumed"))
                .max()
                .orElse(0);
        return events.subList(last, events.size());
    }

    private static boolean isDue(
            Moment moment, List<CaptionClient.Event> events, List<ResumedSession.Speaker> speakers) {
        Map<String, String> open = open(events);
        boolean anyFinal = count(events, "transcript.final") > 0;
        return switch (moment) {
            case BOTH_TALK -> Set.copyOf(open.values()).size() == speakers.size();
            case ONE_HAS_A_FINAL -> anyFinal && !open.isEmpty();
            case PAUSE -> anyFinal && open.isEmpty();
            case AT_ONCE -> true;
        };
    }

    /** Returns the peers of the open utterances, by utterance. */
    private static Map<String, String> open(List<CaptionClient.Event> events) {
        Map<String, String> open = new HashMap<>();
        for (CaptionClient.Event event : events) {
            if (event.is("transcript.partial") && !event.text("transcript").isEmpty()) {
                open.put(event.text("utterance_id"), event.text("peer_id"));
            } else if (event.is("transcript.partial") || event.is("transcript.final")) {
                open.remove(event.text("utterance_id"));
            }
        }
        return open;
    }

    /** The log has what the subscriber received. */
    private static void verifyStored(URI service, List<CaptionClient.Event> received) {
        try (CaptionClient stored = CaptionClient.subscribe(service, EVENTS)) {
            stored.await(LIMIT, "session.ended");
            assertThat(stored.durable()).isEqualTo(received);
        }
    }

    /** The webhook's receiver has every event, in order, and repeats are recognizable. */
    private void verifyWebhook(List<CaptionClient.Event> events) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(POLL_INTERVAL)
                .until(() -> webhook.acceptedTypes().contains("session.ended"));
        Map<String, Set<String>> messages = new LinkedHashMap<>();
        List<String> bodies = new ArrayList<>();
        for (WebhookReceiver.Posted posted : webhook.accepted()) {
            assertThat(posted.isSignedWith(WebhookReceiver.SECRET)).isTrue();
            Set<String> ids = messages.computeIfAbsent(posted.json().path("id").asText(), id -> new HashSet<>());
            if (ids.isEmpty()) {
                bodies.add(posted.json().path("type").asText());
            }
            ids.add(posted.id());
        }
        assertThat(List.copyOf(messages.keySet()))
                .isEqualTo(events.stream().map(CaptionClient.Event::id).toList());
        assertThat(bodies)
                .isEqualTo(events.stream().map(CaptionClient.Event::type).toList());
        assertThat(messages.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        assertThat(messages.values().stream().flatMap(Set::stream).collect(Collectors.toSet()))
                .as("messages of different events have different ids")
                .hasSameSizeAs(events);
    }
}
