package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.support.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Starts that find the session of a start that fails. */
class FailedStartTest {
    private final Promise<Room> firstRead = Promise.promise();
    private final AtomicInteger reads = new AtomicInteger();

    /** A Fishjam whose first description of a room arrives when the test wants it. */
    private record LateDescription(RoomClient fishjam, AtomicInteger reads, Future<Room> first)
            implements ForwardingRoomClient {
        @Override
        public Future<Room> room(String roomId) {
            return reads.getAndIncrement() == 0 ? first : fishjam.room(roomId);
        }
    }

    @Test
    void aStartThatWaitsForTheEndOfAFailingStartBeginsAnew() {
        try (TestService service = TestService.with(new ScriptedDecoders())
                .roomClient(client -> new LateDescription(client, reads, firstRead.future()))
                .start()) {
            service.fishjam.openRoom("room").join("Ana");
            Future<SessionCalls.Started> first = service.sessions.start("room", StartOptions.DEFAULT);
            Waiting.await().until(() -> reads.get() == 1);
            Future<Void> stop = service.sessions.stop("room");
            Future<SessionCalls.Started> second = service.sessions.start("room", StartOptions.DEFAULT);

            firstRead.fail(new FishjamException(FishjamException.Reason.UNAVAILABLE, 503, "reading the room", null));
            await(first.otherwiseEmpty());
            assertThat(first.failed()).isTrue();
            assertThat(await(second).created()).isTrue();
            await(stop);
        }
    }
}
