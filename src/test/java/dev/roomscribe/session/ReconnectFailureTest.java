package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Sessions that end while their connection is lost, and why. */
class ReconnectFailureTest extends ReconnectFixture {
    private static final Faults.Answer WRONG_TOKEN =
            new Faults.Answer(401, "application/json", "{\"errors\":\"Invalid token\"}");

    @Test
    void crashedRoomEndsTheSession() {
        startSpeaking(WORD_AND_PAUSE);
        room.crash("Internal server error");
        assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
    }

    @Test
    void roomDeletedWhileReconnectingEndsTheSession() {
        startSpeaking(WORD_AND_PAUSE);
        service.fishjam.faults().refuseSockets(503, 10_000);
        agent().drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        room.delete();
        assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.ROOM_DELETED);
        assertThat(service.published(roomId, StreamGap.class)).hasSize(1);
    }

    /** A moderator or a backend removed it on purpose. */
    @Test
    void removedAgentDoesNotRejoinAndTheSessionIsStopped() {
        startSpeaking(ENDLESS_LOW);
        agent().remove();
        SessionEnded end = awaitEnd();
        assertThat(end.reason()).isEqualTo(SessionEndReason.STOPPED);
        assertThat(end.detail()).contains("removed the agent").contains("Start the room again");
        assertThat(service.published(roomId, StreamGap.class)).isEmpty();
        assertThat(service.texts(roomId)).containsExactly("low");
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void invalidManagementTokenFailsTheSession() {
        startSpeaking(WORD_AND_PAUSE);
        service.fishjam.faults().answer(WRONG_TOKEN, 1_000);
        agent().crash("Internal server error");
        SessionEnded end = awaitEndEvent();
        service.fishjam.faults().heal();
        assertThat(end.reason()).isEqualTo(SessionEndReason.FAILED);
        assertThat(end.detail()).contains("check the management token").contains("Start the room again");
    }

    @Test
    void reconnectTimeoutFailsTheSessionAndLeavesNoAgent() {
        TestService regular = service;
        try (TestService impatient = service(Duration.ofSeconds(3))) {
            service = impatient;
            room = impatient.fishjam.openRoom(roomId);
            startSpeaking(WORD_AND_PAUSE);
            impatient.fishjam.faults().refuseSockets(503, 10_000);
            agent().drop();
            assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.FAILED);
            assertThat(awaitEnd().detail())
                    .contains("every attempt within 3 s failed.")
                    .contains("Start the room again");
            StreamGap gap = impatient.published(roomId, StreamGap.class).get(0);
            assertThat(gap.to() - gap.from()).isGreaterThan(2);
            assertThat(room.agents()).isEmpty();
        } finally {
            service = regular;
            room = regular.fishjam.openRoom(roomId);
        }
    }

    @Test
    void stopWhileReconnectingPublishesTheGap() {
        startSpeaking(WORD_AND_PAUSE);
        service.fishjam.faults().refuseSockets(503, 10_000);
        agent().drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        await(service.sessions.stop(roomId));
        assertThat(awaitEnd().reason()).isEqualTo(SessionEndReason.STOPPED);
        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(events.size() - 2)).isInstanceOf(StreamGap.class);
    }

    @Test
    void connectionLostWhileEndingChangesNothing() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        for (int i = 0; i < 8; i++) {
            service.start(roomId);
            int partials = service.partials(roomId).size();
            soon().until(() -> service.partials(roomId).size() > partials);
            EmbeddedPeer agent = agent();
            Future<Void> stopped = service.sessions.stop(roomId);
            agent.drop();
            await(stopped);
            assertThat(room.agents()).isEmpty();
            assertThat(await(service.sessions.status(roomId))).isEmpty();
            assertThat(service.published(roomId, SessionEnded.class)).hasSize(i + 1);
        }
    }

    /** Also in the middle of an agent's replacement. */
    @Test
    void stopAtAnyMomentOfAReconnectLeavesNoAgent() {
        for (int i = 0; i < 8; i++) {
            service.start(roomId);
            int pause = 40 * i;
            agent().crash("Internal server error");
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(pause))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> true);
            await(service.sessions.stop(roomId));
            assertThat(room.agents()).isEmpty();
        }
    }
}
