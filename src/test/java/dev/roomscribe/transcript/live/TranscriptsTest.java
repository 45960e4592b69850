package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TranscriptsTest {
    private static final Duration MAX_AGE = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofDays(1);

    private final MutableClock clock = new MutableClock();
    private final RecordingObserver observer = new RecordingObserver();
    private final Transcripts transcripts = new Transcripts(
            new MemoryStore(new Retention(100, MAX_AGE), clock),
            new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
            clock,
            observer);

    @Test
    void aRoomHasOneTranscript() {
        assertThat(transcripts.open("r1")).isSameAs(transcripts.open("r1"));
        assertThat(transcripts.open("r1")).isNotSameAs(transcripts.open("r2"));
    }

    @Test
    void aRoomIsFoundOnceSomethingWasWritten() {
        assertThat(find("r1")).isEmpty();
        RoomTranscript room = transcripts.open("r1");
        assertThat(find("r1")).isEmpty();
        room.append(TestEvents.started());
        assertThat(find("r1")).containsSame(room);
        assertThat(find("r2")).isEmpty();
    }

    @Test
    void theObserverHearsOfEverythingPublished() {
        RoomTranscript room = transcripts.open("r1");
        room.append(TestEvents.started());
        room.publish(TestEvents.partial("p1", "u1", 1, "a"));
        assertThat(observer.published).containsExactly("r1 session.started", "r1 transcript.partial");
    }

    @Test
    void whatIsTooOldIsSweptAndThenTheRoomItself() {
        RoomTranscript room = transcripts.open("r1");
        room.append(TestEvents.started());
        room.append(TestEvents.ended());
        clock.advance(MAX_AGE);
        transcripts.sweep();
        assertThat(find("r1")).containsSame(room);
        clock.advance(Duration.ofMinutes(6));
        transcripts.sweep();
        assertThat(find("r1")).isEmpty();
        assertThat(transcripts.open("r1")).isNotSameAs(room);
    }

    @Test
    void aRoomThatComesBackHasOtherIds() {
        EventId first = append(TestEvents.ended());
        clock.advance(LONG);
        transcripts.sweep();
        EventId second = append(TestEvents.started());
        assertThat(second.sequence()).isEqualTo(1);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void aRoomThatIsBeingStartedIsNotSwept() {
        RoomTranscript room = transcripts.open("r1");
        clock.advance(Duration.ofMinutes(4));
        transcripts.sweep();
        assertThat(transcripts.open("r1")).isSameAs(room);
        clock.advance(Duration.ofMinutes(4));
        transcripts.sweep();
        assertThat(transcripts.open("r1")).isSameAs(room);
    }

    @Test
    void aRoomInWhichNothingEverCameIsSwept() {
        RoomTranscript room = transcripts.open("r1");
        clock.advance(Duration.ofMinutes(6));
        transcripts.sweep();
        assertThat(transcripts.open("r1")).isNotSameAs(room);
    }

    @Test
    void aRoomInSessionIsNotSweptHoweverSilent() {
        RoomTranscript room = transcripts.open("r1");
        room.append(TestEvents.started());
        clock.advance(LONG);
        transcripts.sweep();
        assertThat(find("r1")).containsSame(room);
        assertThat(room.range().start()).isEqualTo(room.range().end());
    }

    @Test
    void aRoomThatSomebodyReadsIsNotSwept() {
        RoomTranscript room = transcripts.open("r1");
        room.append(TestEvents.ended());
        Subscription subscription = room.subscribe(new SubscriptionRequest(null, true, Set.of()));
        clock.advance(LONG);
        transcripts.sweep();
        assertThat(find("r1")).containsSame(room);
        subscription.close();
        clock.advance(Duration.ofMinutes(6));
        transcripts.sweep();
        assertThat(find("r1")).isEmpty();
    }

    private Optional<RoomTranscript> find(String roomId) {
        return transcripts.find(roomId).toCompletableFuture().join();
    }

    private EventId append(DurableEvent event) {
        return transcripts.open("r1").append(event).toCompletableFuture().join();
    }
}
