package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.SpokenWords;
import dev.roomscribe.support.TcpProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sessions of a packaged service that was killed and that cannot be resumed, not at once, or not at all. */
@Execution(ExecutionMode.CONCURRENT)
class ResumeFailureIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ROOM = "weekly";
    private static final String CONTROL = "/rooms/" + ROOM + "/transcribe";
    private static final String EVENTS = "/rooms/" + ROOM + "/transcript/events?after=0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RemoteFishjam fishjam = new RemoteFishjam();
    private final EmbeddedRoom room = fishjam.openRoom(ROOM);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        fishjam.close();
    }

    @Test
    void deleteEndsASessionThatCannotBeResumedForGood() {
        Map<String, String> settings = fishjam.toneSettings(directory);
        startSessionAndKill(settings);
        fishjam.faults().answer(new Faults.Answer(503, "text/plain", ""), 10_000);
        try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                CaptionClient captions = CaptionClient.subscribe(service.url(), EVENTS)) {
            assertThat(session(service.url()).path("state").asText()).isEqualTo("resuming");
            assertThat(HttpCalls.delete(service.url().resolve(CONTROL))).isEqualTo(204);
            assertThat(captions.await(LIMIT, "session.ended").text("reason")).isEqualTo("stopped");
            assertThat(HttpCalls.status(service.url().resolve(CONTROL))).isEqualTo(404);
            service.kill();
            service.awaitExit(LIMIT);
        }
        fishjam.faults().heal();
        try (RoomscribeProcess again = RoomscribeProcess.start(settings)) {
            assertThat(HttpCalls.status(again.url().resolve(CONTROL))).isEqualTo(404);
            Awaitility.await().atMost(LIMIT).until(() -> room.agents().isEmpty());
            assertThat(typesOfAllSessions(again.url()))
                    .endsWith("session.ended")
                    .containsOnlyOnce("session.ended")
                    .doesNotContain("session.resumed");
        }
    }

    @Test
    void roomThatWasDeletedWhileTheServiceWasDownEndsTheSession() {
        Map<String, String> settings = fishjam.toneSettings(directory);
        startSessionAndKill(settings);
        room.delete();
        try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                CaptionClient captions = CaptionClient.subscribe(service.url(), EVENTS)) {
            assertThat(captions.await(LIMIT, "session.ended").text("reason")).isEqualTo("room_deleted");
            assertThat(captions.events("session.resumed")).isEmpty();
            assertThat(captions.events("stream.gap"))
                    .isNotEmpty()
                    .allSatisfy(gap -> assertThat(gap.text("reason")).isEqualTo("service_crashed"));
        }
    }

    @Test
    void sessionsEndWithTheirProcessIfTheyAreNotToBeResumed() {
        Map<String, String> settings = new HashMap<>(fishjam.toneSettings(directory));
        settings.put("ROOMSCRIBE_SESSION_RESUME", "false");
        try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                CaptionClient captions = startSession(service.url())) {
            service.terminate();
            assertThat(service.awaitExit(LIMIT)).isZero();
            Awaitility.await().atMost(LIMIT).until(captions::ended);
            assertThat(captions.events("session.ended")).hasSize(1);
            assertThat(captions.events("session.ended").get(0).text("reason")).isEqualTo("drained");
        }
        startSessionAndKill(settings);
        try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                CaptionClient captions = CaptionClient.subscribe(service.url(), EVENTS)) {
            captions.await(LIMIT, event -> event.is("session.ended") && "failed".equals(event.text("reason")));
            assertThat(HttpCalls.status(service.url().resolve(CONTROL))).isEqualTo(404);
            Awaitility.await().atMost(LIMIT).until(() -> room.agents().isEmpty());
            assertThat(captions.events("session.started")).hasSize(2);
            assertThat(captions.events("session.ended")).hasSize(2);
            assertThat(captions.events("session.resumed")).isEmpty();
        }
    }

    @Test
    void sessionIsResumedWhenFishjamWorksAgain() {
        try (TcpProxy proxy = new TcpProxy(URI.create(fishjam.url()))) {
            Map<String, String> settings = new HashMap<>(fishjam.toneSettings(directory));
            settings.put("FISHJAM_ID", proxy.url().toString());
            String session = startSessionAndKill(settings);
            proxy.disconnect();
            try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                    CaptionClient captions = CaptionClient.subscribe(service.url(), EVENTS)) {
                assertThat(session(service.url()).path("state").asText()).isEqualTo("resuming");
                assertThat(HttpCalls.post(service.url().resolve(CONTROL), "{}")).isEqualTo(200);
                // One of the time before the start, and one while the service ran.
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> gapsOfAllPeers(captions).size() >= 2);
                assertThat(session(service.url()).path("state").asText()).isEqualTo("resuming");

                proxy.restore();

                CaptionClient.Event resumed = captions.await(LIMIT, "session.resumed");
                assertThat(resumed.text("session_id")).isEqualTo(session);
                ResumedSession.verifyGaps(captions.events(), resumed, "service_crashed");
                assertThat(session(service.url()).path("state").asText()).isEqualTo("listening");
                assertThat(session(service.url()).path("session_id").asText()).isEqualTo(session);
                assertThat(room.agents()).hasSize(1);
                captions.await(LIMIT, event -> event.is("peer.joined") && isAfter(resumed, event, captions));
            }
        }
    }

    private static boolean isAfter(CaptionClient.Event first, CaptionClient.Event second, CaptionClient captions) {
        return captions.events().indexOf(second) > captions.events().indexOf(first);
    }

    /** Starts a session, and subscribes to all events of the room; one peer is in it. */
    private CaptionClient startSession(URI service) {
        if (room.peers().isEmpty()) {
            room.join("Ana");
        }
        assertThat(HttpCalls.post(service.resolve(CONTROL), "{}")).isEqualTo(201);
        CaptionClient captions = CaptionClient.subscribe(service, EVENTS);
        captions.await(LIMIT, "peer.joined");
        return captions;
    }

    /** Starts a session in a room with one peer, kills the service, and returns the id of the session. */
    private String startSessionAndKill(Map<String, String> settings) {
        try (RoomscribeProcess service = RoomscribeProcess.start(settings)) {
            startSession(service.url()).close();
            String session = session(service.url()).path("session_id").asText();
            service.kill();
            assertThat(service.awaitExit(LIMIT)).isEqualTo(137);
            return session;
        }
    }

    private static List<CaptionClient.Event> gapsOfAllPeers(CaptionClient captions) {
        return captions.events("stream.gap").stream()
                .filter(SpokenWords::isGap)
                .filter(gap -> !gap.data().hasNonNull("peer_id"))
                .toList();
    }

    private static List<String> typesOfAllSessions(URI service) {
        return HttpCalls.get(service.resolve("/rooms/" + ROOM + "/transcript.jsonl"))
                .lines()
                .map(line -> parse(line).path("type").asText())
                .toList();
    }

    private static JsonNode session(URI service) {
        return parse(HttpCalls.get(service.resolve(CONTROL)));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
