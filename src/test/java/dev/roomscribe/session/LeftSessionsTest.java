package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TestSubscriber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A session that another process has left, and that this one cannot have. */
class LeftSessionsTest implements SessionRecords {
    private volatile List<SessionRecord> left = List.of(
            new SessionRecord("r1", "s1", 1, Instant.EPOCH, "agent", false, StoredOptions.write(StartOptions.DEFAULT)));

    @Test
    void readersSeeThatItIsInterruptedUntilAProcessHasIt() {
        try (TestService service =
                TestService.with(new ScriptedDecoders()).records(this).start()) {
            RoomTranscript room = service.transcripts.open("r1");
            room.append(TestEvents.started());
            TestSubscriber subscriber =
                    new TestSubscriber(room.subscribe(new SubscriptionRequest(null, true, true, Set.of())));
            assertThat(subscriber.read()).containsExactly("session.snapshot", "status listening");
            await(service.sessions.resume());
            assertThat(subscriber.read()).containsExactly("status interrupted");
            left = List.of();
            Waiting.await().until(() -> subscriber.read().contains("status listening"));
            assertThat(service.sessions.count()).isZero();
        }
    }

    @Override
    public CompletionStage<List<SessionRecord>> interrupted() {
        return CompletableFuture.completedStage(left);
    }

    @Override
    public CompletionStage<Optional<Lease>> acquire(String roomId) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean isDurable() {
        return true;
    }
}
