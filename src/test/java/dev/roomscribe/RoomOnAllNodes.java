package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.ClusterNode;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.Waiting;
import java.util.List;

/** What nodes answer about a room that another node transcribes. */
final class RoomOnAllNodes {
    private RoomOnAllNodes() {}

    static void verify(ClusterConversation talk, ClusterNode owner, List<ClusterNode> others) {
        verifyStatusAndStart(talk, owner, others);
        verifyControl(talk, others);
        verifyReading(talk, owner, others);
    }

    private static void verifyStatusAndStart(ClusterConversation talk, ClusterNode owner, List<ClusterNode> others) {
        String sessionId =
                owner.json(talk.path("transcribe")).path("session_id").asText();
        for (ClusterNode node : others) {
            JsonNode status = node.json(talk.path("transcribe"));
            assertThat(status.path("session_id").asText()).isEqualTo(sessionId);
            assertThat(status.path("state").asText()).isEqualTo("listening");
            assertThat(status.path("peers")).hasSize(2);
            assertThat(HttpCalls.post(node.path(talk.path("transcribe")), "{}")).isEqualTo(200);
            assertThat(HttpCalls.post(node.path(talk.path("transcribe")), "{\"partials\": false}"))
                    .isIn(400, 409);
            assertThat(node.json("/rooms?running=true").path("rooms").findValuesAsText("session_id"))
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
}
