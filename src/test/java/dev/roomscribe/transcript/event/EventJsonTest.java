package dev.roomscribe.transcript.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final EventId ID = new EventId(1_790_000_000_000L, 412);
    private static final Instant AT = Instant.parse("2026-09-10T10:01:22.340987Z");

    @Test
    void aFinalHasTypeIdAndRoomFirstAndThreeDecimals() {
        FinalTranscript utterance = new FinalTranscript(
                "s1",
                "p7",
                "t3",
                "Ana",
                "u31",
                6,
                "we ship",
                "We ship.",
                0.93456,
                List.of(new Word("we", 812.3401, 812.4099, 0.9999), new Word("ship", 812.5, 813, null)),
                812.34,
                813.59996,
                AT,
                "en-US",
                "small",
                EndReason.MAX_LENGTH,
                false);
        assertThat(EventJson.of("r1", ID, utterance))
                .isEqualTo("{\"type\":\"transcript.final\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"peer_id\":\"p7\",\"track_id\":\"t3\",\"speaker\":\"Ana\","
                        + "\"utterance_id\":\"u31\",\"revision\":6,\"transcript\":\"we ship\",\"text\":\"We ship.\",\"is_final\":true,"
                        + "\"confidence\":0.935,\"words\":["
                        + "{\"word\":\"we\",\"start\":812.34,\"end\":812.41,\"confidence\":1.0},"
                        + "{\"word\":\"ship\",\"start\":812.5,\"end\":813.0}],"
                        + "\"start\":812.34,\"end\":813.6,\"started_at\":\"2026-09-10T10:01:22.340Z\","
                        + "\"language\":\"en-US\",\"model\":\"small\",\"end_reason\":\"max_length\"}");
    }

    @Test
    void aFinalSaysOnlyIfItIsTruncated() {
        FinalTranscript whole = TestEvents.utterance("a");
        FinalTranscript truncated = new FinalTranscript(
                "s1",
                "p",
                "t",
                null,
                "u",
                1,
                "a",
                null,
                null,
                List.of(),
                1,
                2,
                AT,
                null,
                "small",
                EndReason.DRAIN,
                true);
        assertThat(EventJson.of("r1", ID, truncated)).endsWith("\"end_reason\":\"drain\",\"truncated\":true}");
        assertThat(EventJson.of("r1", ID, whole)).doesNotContain("truncated");
        assertThat(EventJson.read(EventJson.of("r1", ID, whole))).contains(whole);
    }

    @Test
    void unknownFieldsOfAFinalAreOmitted() {
        assertThat(EventJson.of("r1", ID, TestEvents.utterance("p7", "u1", "hello")))
                .isEqualTo("{\"type\":\"transcript.final\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"peer_id\":\"p7\",\"track_id\":\"track of p7\","
                        + "\"utterance_id\":\"u1\",\"revision\":1000,\"transcript\":\"hello\",\"is_final\":true,"
                        + "\"words\":[],\"start\":1.0,\"end\":2.0,\"started_at\":\"2026-09-21T14:13:21.000Z\","
                        + "\"model\":\"model\",\"end_reason\":\"endpoint\"}");
    }

    @Test
    void aPartialHasNoId() {
        assertThat(EventJson.of("r1", null, new PartialTranscript("s1", "p7", "t3", "Ana", "u31", 2, "we", "We")))
                .isEqualTo("{\"type\":\"transcript.partial\",\"room_id\":\"r1\",\"session_id\":\"s1\","
                        + "\"peer_id\":\"p7\",\"track_id\":\"t3\",\"speaker\":\"Ana\",\"utterance_id\":\"u31\","
                        + "\"revision\":2,\"transcript\":\"we\",\"text\":\"We\",\"is_final\":false}");
        assertThat(EventJson.of("r1", null, TestEvents.partial("p7", "u1", 1, "")))
                .doesNotContain("speaker");
    }

    @Test
    void sessionStartedContainsAgentAndModel() {
        assertThat(EventJson.of("r1", ID, new SessionStarted("s1", AT, "a1", "small", "en-US")))
                .isEqualTo("{\"type\":\"session.started\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"started_at\":\"2026-09-10T10:01:22.340Z\",\"agent_id\":\"a1\","
                        + "\"model\":\"small\",\"language\":\"en-US\"}");
        assertThat(EventJson.of("r1", ID, new SessionStarted("s1", AT, "a1", "small", null)))
                .endsWith("\"model\":\"small\"}");
    }

    @Test
    void sessionEndedContainsTheReason() {
        assertThat(EventJson.of("r1", ID, new SessionEnded("s1", 9.8765, AT, SessionEndReason.ROOM_DELETED, "Gone.")))
                .isEqualTo("{\"type\":\"session.ended\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"at\":9.877,\"ended_at\":\"2026-09-10T10:01:22.340Z\","
                        + "\"reason\":\"room_deleted\",\"detail\":\"Gone.\"}");
        assertThat(EventJson.of("r1", ID, new SessionEnded("s1", 0, AT, SessionEndReason.IDLE, null)))
                .endsWith("\"reason\":\"idle\"}");
    }

    @Test
    void peerJoinedContainsTheNameAndTheUnchangedMetadata() {
        PeerJoined joined = new PeerJoined(
                "s1", "p7", "Ana", JsonNodeFactory.instance.objectNode().put("camelCase", 1), 1.25, AT);
        assertThat(EventJson.of("r1", ID, joined))
                .isEqualTo("{\"type\":\"peer.joined\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"peer_id\":\"p7\",\"name\":\"Ana\","
                        + "\"metadata\":{\"camelCase\":1},\"at\":1.25,\"joined_at\":\"2026-09-10T10:01:22.340Z\"}");
        assertThat(EventJson.of("r1", ID, new PeerJoined("s1", "p7", null, null, 0, AT)))
                .contains("\"peer_id\":\"p7\",\"at\":0.0,");
    }

    @Test
    void peerLeftContainsTheName() {
        assertThat(EventJson.of("r1", ID, new PeerLeft("s1", "p7", "Ana", 8, AT)))
                .isEqualTo("{\"type\":\"peer.left\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"peer_id\":\"p7\",\"name\":\"Ana\",\"at\":8.0,"
                        + "\"left_at\":\"2026-09-10T10:01:22.340Z\"}");
    }

    @Test
    void aGapContainsPeerTrackAndInterval() {
        assertThat(EventJson.of(
                        "r1", ID, new StreamGap("s1", "p7", "t3", 1.0004, 2.5, GapReason.DECODER_FAILED, AT, "Oh.")))
                .isEqualTo("{\"type\":\"stream.gap\",\"id\":\"1790000000000-412\",\"room_id\":\"r1\","
                        + "\"session_id\":\"s1\",\"peer_id\":\"p7\",\"track_id\":\"t3\",\"from\":1.0,\"to\":2.5,"
                        + "\"reason\":\"decoder_failed\",\"started_at\":\"2026-09-10T10:01:22.340Z\","
                        + "\"detail\":\"Oh.\"}");
        assertThat(EventJson.of("r1", ID, TestEvents.gap("p7", 1, null, "Oh.")))
                .contains("\"from\":1.0,\"reason\":\"overload\"");
    }

    @Test
    void missedEventsContainTheLastAndTheNextId() {
        assertThat(EventJson.of("r1", null, new MissedEvents(GapReason.EXPIRED_ID, "1-2", "1-5", "Oh.")))
                .isEqualTo("{\"type\":\"stream.gap\",\"room_id\":\"r1\",\"reason\":\"expired_id\","
                        + "\"after_id\":\"1-2\",\"resumes_at\":\"1-5\",\"detail\":\"Oh.\"}");
        assertThat(EventJson.of("r1", null, new MissedEvents(GapReason.UNKNOWN_ID, null, null, "Oh.")))
                .isEqualTo("{\"type\":\"stream.gap\",\"room_id\":\"r1\",\"reason\":\"unknown_id\",\"detail\":\"Oh.\"}");
    }

    @Test
    void streamClosingContainsTheReconnectDelay() {
        assertThat(EventJson.of("r1", null, new StreamClosing(2_000, "the server is stopping")))
                .isEqualTo("{\"type\":\"stream.closing\",\"room_id\":\"r1\",\"retry_ms\":2000,"
                        + "\"reason\":\"the server is stopping\"}");
    }

    @Test
    void untrustedTextIsEscaped() {
        assertThat(EventJson.of("r\"1", ID, TestEvents.utterance("a\nb\u0000\"")))
                .startsWith("{\"type\":\"transcript.final\",\"id\":\"1790000000000-412\",\"room_id\":\"r\\\"1\"")
                .contains("a\\nb\\u0000\\\"")
                .doesNotContain("\n");
    }
}
