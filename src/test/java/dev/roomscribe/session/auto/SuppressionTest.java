package dev.roomscribe.session.auto;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rooms that are not restarted automatically. */
class SuppressionTest extends AutoTranscriptionFixture {
    @Test
    void stoppedRoomIsNotRestartedUntilItHasBeenEmpty() {
        serve();
        EmbeddedRoom room = openRoom();
        EmbeddedPeer ana = room.join("Ana");
        awaitSession(room);
        await(service.sessions.stop(room.id()));
        EmbeddedPeer bob = room.join("Bob");
        ana.leave();
        awaitAllRoomsChecked();
        assertNoSession(room);

        bob.leave();
        awaitAllRoomsChecked();
        ana.rejoin();
        awaitSession(room);
    }

    @Test
    void roomWhoseAgentWasRemovedIsNotRestarted() {
        serve();
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        awaitSession(room);
        room.agents().get(0).remove();
        assertThat(awaitEnd(room).reason()).isEqualTo(SessionEndReason.STOPPED);
        room.join("Bob");
        awaitAllRoomsChecked();
        assertNoSession(room);
    }

    /** Whatever ends a session that is off the record, the room is not recorded again by itself. */
    @Test
    void roomWhoseSessionFailedWhilePausedIsNotRestarted() {
        serve();
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        awaitSession(room);
        await(service.sessions.setPaused(room.id(), true));
        service.fishjam.faults().answer(WRONG_TOKEN, 1_000);
        room.agents().get(0).crash("Internal server error");
        assertThat(awaitEnd(room).reason()).isEqualTo(SessionEndReason.FAILED);
        service.fishjam.faults().heal();
        awaitAllRoomsChecked();
        assertNoSession(room);
    }

    @Test
    void stopOfAnEmptyRoomSuppressesNothing() {
        serve();
        EmbeddedRoom room = openRoom();
        await(service.sessions.stop(room.id()));
        awaitAllRoomsChecked();
        room.join("Ana");
        awaitSession(room);
    }

    @Test
    void startLiftsTheSuppressionOfAStoppedRoom() {
        serve();
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        awaitSession(room);
        await(service.sessions.stop(room.id()));
        assertThat(service.start(room.id()).created()).isTrue();
        service.fishjam.faults().answer(WRONG_TOKEN, 1_000);
        room.agents().get(0).crash("Internal server error");
        soon().until(() -> service.published(room.id(), SessionEnded.class).size() == 2);
        assertThat(service.published(room.id(), SessionEnded.class).get(1).reason())
                .isEqualTo(SessionEndReason.FAILED);
        service.fishjam.faults().heal();
        service.rooms.requestReads();
        awaitSession(room);
    }

    @Test
    void startThatIsRefusedAtCapacityLiftsTheSuppressionToo() {
        serve(service -> withOneUnconfirmedStart(service, "silent"));
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        awaitSession(room);
        await(service.sessions.stop(room.id()));
        var silent = service.sessions.start("silent", StartOptions.DEFAULT);
        assertRefused(service.sessions.start(room.id(), StartOptions.DEFAULT));
        await(silent.otherwiseEmpty());
        service.rooms.requestReads();
        awaitSession(room);
    }

    /** The client wants to transcribe some peers, so the others must not be transcribed instead. */
    @Test
    void startWithOptionsThatIsRefusedLiftsNoSuppression() {
        serve(service -> withOneUnconfirmedStart(service, "silent"));
        EmbeddedRoom room = openRoom();
        EmbeddedPeer ana = room.join("Ana");
        awaitSession(room);
        await(service.sessions.stop(room.id()));
        var silent = service.sessions.start("silent", StartOptions.DEFAULT);
        assertRefused(service.sessions.start(room.id(), new StartOptions(true, Set.of(ana.id()))));
        await(silent.otherwiseEmpty());
        awaitAllRoomsChecked();
        assertNoSession(room);
    }

    private static void assertRefused(Future<SessionCalls.Started> start) {
        await(start.otherwiseEmpty());
        assertThat(start.cause())
                .isInstanceOfSatisfying(
                        SessionException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(SessionException.Reason.FULL));
    }

    /** The client listed the peers to transcribe, so the others must not be transcribed next. */
    @Test
    void sessionWithOptionsIsNotFollowedByADefaultSession() {
        serve();
        EmbeddedRoom room = openRoom();
        EmbeddedPeer ana = room.join("Ana");
        awaitSession(room);
        await(service.sessions.stop(room.id()));
        room.join("Bob");
        await(service.sessions.start(room.id(), new StartOptions(true, Set.of(ana.id()))));
        ana.leave();
        soon().until(() -> service.published(room.id(), SessionEnded.class).size() == 2);
        awaitAllRoomsChecked();
        assertNoSession(room);
    }

    @Test
    void roomAtItsMaximumDurationIsNotRestarted() {
        serve(service -> service.lifetime(lifetime -> lifetime.withMaxDuration(Duration.ofSeconds(1))));
        EmbeddedRoom room = openRoom();
        room.join("Ana");
        assertThat(awaitEnd(room).reason()).isEqualTo(SessionEndReason.MAX_DURATION);
        room.join("Bob");
        awaitAllRoomsChecked();
        assertNoSession(room);
    }
}
